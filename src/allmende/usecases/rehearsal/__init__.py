"""Playing a package's examples in memory, through the same case work that runs in earnest.

places     the addresses and plates an example may name, per city
partners   registers that answer what the example says
play       one example as it is played: fill, submit, pay, act, wait
expect     comparing what is with what the example expects, in words
"""
