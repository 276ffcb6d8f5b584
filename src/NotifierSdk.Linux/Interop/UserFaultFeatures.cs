namespace NotifierSdk.Linux.Interop;

/// <summary>What a descriptor of <c>userfaultfd</c> can be asked to do, with the kernel's numbers.</summary>
[Flags]
internal enum UserFaultFeatures : ulong
{
    EventRemap = 1 << 2,
    EventRemove = 1 << 3,
    EventUnmap = 1 << 6,

    /// <summary>Also pages that hold nothing yet can be protected.</summary>
    WriteProtectUnpopulated = 1 << 13,

    /// <summary>The kernel takes the protection off by itself at the first write, and lets the writer go on.</summary>
    WriteProtectAsync = 1 << 15,
}
