// Tests look at the address space of the process, which all of them share.
[assembly: Xunit.CollectionBehavior(DisableTestParallelization = true)]
