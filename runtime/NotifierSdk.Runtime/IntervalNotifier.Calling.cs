using System.Runtime.CompilerServices;
using NotifierSdk.Seam;
using NotifierSdk.Telemetry;

namespace NotifierSdk;

/// <content>How the engine calls the callbacks, measured or watched.</content>
public abstract partial class IntervalNotifier
{
    // Inlined into the walk, as Finish: one call less for each hit.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Start(in Invalidation invalidation, out FinishState finish)
    {
        if (Interception.IsEnabled)
            return StartIntercepted(in invalidation, out finish);
        return CallbackMeasurement.IsEnabled ? StartMeasured(in invalidation, out finish) : OnInvalidateStart(in invalidation, out finish);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Finish(in Invalidation invalidation, FinishState finish)
    {
        Interception.Happened(ProtocolStep.FinishStart, this, invalidation.Range, invalidation.Sequence.Number);
        if (CallbackMeasurement.IsEnabled)
            FinishMeasured(in invalidation, finish);
        else
            OnInvalidateFinish(in invalidation, finish);
        Interception.Happened(ProtocolStep.FinishEnd, this, invalidation.Range, invalidation.Sequence.Number);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void FinishMeasured(in Invalidation invalidation, FinishState finish)
    {
        using (CallbackMeasurement.OfFinish(this, in invalidation))
            OnInvalidateFinish(in invalidation, finish);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool StartMeasured(in Invalidation invalidation, out FinishState finish)
    {
        using (CallbackMeasurement.OfStart(this, in invalidation))
            return OnInvalidateStart(in invalidation, out finish);
    }

    private bool StartIntercepted(in Invalidation invalidation, out FinishState finish)
    {
        Interception.Happened(ProtocolStep.CallbackStart, this, invalidation.Range, invalidation.Sequence.Number);
        var isAccepted = false;
        try
        {
            isAccepted = CallbackMeasurement.IsEnabled ? StartMeasured(in invalidation, out finish) : OnInvalidateStart(in invalidation, out finish);
            // A driver knows its own changes, and after a release or a removal nothing is committed.
            if (invalidation.Event is InvalidationEvent.Release or InvalidationEvent.Removed || IsOwn(in invalidation))
                Interception.Happened(ProtocolStep.Ignored, this, invalidation.Range);
            return isAccepted;
        }
        finally
        {
            Interception.Happened(ProtocolStep.CallbackEnd, this, invalidation.Range, invalidation.Sequence.Number, isAccepted);
        }
    }
}
