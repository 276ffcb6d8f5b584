namespace GuestCodeCache.Machine.Execution;

/// <summary>What a block was translated to.</summary>
/// <param name="hart">Who runs it.</param>
/// <param name="x">Its registers.</param>
/// <returns>Where it goes on.</returns>
internal unsafe delegate uint BlockBody(Hart hart, uint* x);
