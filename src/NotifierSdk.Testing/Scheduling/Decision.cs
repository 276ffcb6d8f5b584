namespace NotifierSdk.Testing.Scheduling;

/// <summary>One decision: who could go on, and who did.</summary>
/// <param name="Enabled">The threads that could take their next step; the one that ran before comes first, if it could go on.</param>
/// <param name="Chosen">The place of the one that did, in <paramref name="Enabled"/>.</param>
/// <param name="CanContinue">Whether the thread that ran before could go on, so that choosing another is a preemption.</param>
/// <param name="Kind">What the chosen one did.</param>
/// <param name="Word">The word, lock or point.</param>
internal readonly record struct Decision(int[] Enabled, int Chosen, bool CanContinue, StepKind Kind, string Word)
{
    internal bool IsPreemption => CanContinue && Chosen > 0;
}
