"""The codes of work done elsewhere: what each means and how to mend it, as `codes.CODES` takes them in."""

Words = tuple[str, str, str, str, str, str]

# fmt: off
WORK: dict[str, Words] = {
    "HQ1901": (
        "执行进程一再退出", "workers die again and again",
        "一块计算交给几个进程都没有做完。多半是内存不够而被系统结束，或集群的机器关了。已做完的部分留在缓存里。",
        "A block of work was handed to several workers and none came back. Most often memory ran out and the system "
        "ended them, or machines of the cluster were shut down. What was done is kept in the cache.",
        "减少 --jobs，或改用 --executor threads；再次运行会从缓存接着算。",
        "Use fewer --jobs or --executor threads; the next run goes on from the cache.",
    ),
    "HQ1902": (
        "连不上集群", "the cluster cannot be reached",
        "Dask 调度器的地址写错、没有启动，或被防火墙挡住。",
        "The address of the Dask scheduler is wrong, it is not running, or a firewall is between.",
        "核对 --scheduler；不写地址则在本机起一个。", "Check --scheduler; without an address one is started here.",
    ),
    "HQ1903": (
        "集群上的程序不同", "another program on the cluster",
        "每台机器须装同一版本的 houqin，否则结果可能不同，因此不开始计算。",
        "All machines must have the same houqin, or results might differ; so nothing was begun.",
        "在每台机器上安装同一版本。", "Install the same version on every machine.",
    ),
}
# fmt: on
"""Code -> title, why and mend, each in Chinese and English."""
