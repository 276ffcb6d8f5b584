namespace NotifierSdk.Engine;

/// <summary>Callbacks of one space that a thread runs: a local of whoever calls them, linked to that of the callbacks inside which it does so.</summary>
/// <remarks>It holds numbers only, so that a thread can keep its address: entering a callback needs no memory, and cannot fail where an invalidation is half begun.</remarks>
internal ref struct CallbackFrame
{
    internal long Space;
    internal nint Outer; // the frame's address; 0 if there is none
}
