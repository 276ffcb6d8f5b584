using System.ComponentModel;
using NotifierSdk.Checks;
using NotifierSdk.Seam;

namespace NotifierSdk.CompilerServices;

/// <summary>How a generated callback accepts what its author said the shadow does not depend on. For generated code only.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class CallbackFilter
{
    /// <summary>Accepts the invalidation without its sequence; validation mode, which cannot know the reason, does not take it for forgotten.</summary>
    /// <returns>True.</returns>
    public static bool Ignore(in Invalidation invalidation)
    {
        Interception.Happened(ProtocolStep.Ignored, typeof(CallbackFilter), invalidation.Range);
        if (ValidationMode.IsEnabled)
            ThreadChecks.OfThisThread.SavedSequence = invalidation.Sequence;
        return true;
    }
}
