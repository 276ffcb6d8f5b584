using Microsoft.CodeAnalysis;

namespace NotifierSdk.Shape.Parsing;

/// <summary>Finds the methods that a [Fault] names, and binds them to its parameters (rules 1007 and 1010).</summary>
internal sealed class StepParser(DriverShape shape, FaultShape fault, AttributeData attribute, WellKnownTypes types)
{
    public void Parse()
    {
        var binder = new StepBinder(fault, types);
        if (FaultSignature.MarkedRange(fault.EntryPoint, attribute, types) is null)
            fault.Range = Find(ArgumentNames.Range, isRequired: false, binder.BindRange)?.Step;
        if (Find(ArgumentNames.Collect, isRequired: false, binder.BindCollect) is { } collect)
        {
            fault.Collect = collect.Step;
            fault.CollectForm = collect.Form;
            fault.CollectedType = collect.Collected;
        }
        else if (IsNamed(ArgumentNames.Collect))
        {
            return; // without it, what the others take cannot be told
        }

        fault.Commit = Find(ArgumentNames.Commit, isRequired: true, binder.BindCommit)?.Step;
        if (IsNamed(ArgumentNames.Discard) && fault.Collect is null)
            Report(ArgumentNames.Discard, "Discard undoes what Collect acquired, and there is no Collect; name one, or remove Discard");
        else
            fault.Discard = Find(ArgumentNames.Discard, isRequired: false, binder.BindDiscard)?.Step;
        CheckLockOfCommit();
        CheckExclusive();
        if (ReferenceSafety.Leak(fault) is { } leak)
            Report(leak.Name, $"what it {(leak.Into is null ? "returns" : $"hands out in '{leak.Into.Name}'")} could refer to '{leak.Of.Name}' of '{leak.Of.ContainingSymbol.Name}', which ends with the fault; make that parameter scoped, or let both take it in the same way");
    }

    private bool IsNamed(string step) => Attributes.Text(attribute, step) is not null || Attributes.IsUnreadable(attribute, step);

    private BoundStep? Find(string step, bool isRequired, Func<IMethodSymbol, BoundStep> bind)
    {
        if (Attributes.Text(attribute, step) is not { } name)
        {
            if (Attributes.IsUnreadable(attribute, step))
                shape.IsIncomplete = true;
            else if (isRequired)
                Report(step, $"{step} names no method; say {step} = nameof(…), the method that writes to the shadow");
            return null;
        }

        var candidates = Candidates(name);
        var fitting = new List<BoundStep>();
        string? reason = null;
        foreach (var candidate in candidates)
        {
            var bound = bind(candidate);
            if (bound.Reason is null)
                fitting.Add(bound);
            reason ??= bound.Reason;
        }

        if (fitting.Count == 1)
            return Called(step, fitting[0]);
        Report(step, candidates.Count == 0 ? $"{step} names '{name}', and '{shape.Type.Name}' has no method of that name it can call"
            : fitting.Count > 1 ? $"{step} names '{name}', and several methods of that name fit; rename one"
            : candidates.Count > 1 ? $"{step} names '{name}', and none of the {candidates.Count} methods of that name fits: the first {reason}"
            : $"{step} names '{name}', which {reason}");
        return null;
    }

    // What fits is not yet what C# chooses: it looks at types where we look at names.
    private BoundStep? Called(string name, BoundStep bound)
    {
        var step = bound.Step!;
        var (form, preferred) = Overloads.Of(step.Method, shape.Type, IsRefIn, types.Compilation);
        if (preferred is null)
            return bound with { Step = step with { Form = form } };
        Report(name, $"{name} names '{step.Method.Name}', and for the same arguments C# prefers '{preferred.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat)}'; rename one");
        return null;

        bool IsRefIn(IParameterSymbol parameter)
        {
            foreach (var argument in step.Arguments)
            {
                if (ReferenceEquals(argument.Parameter, parameter))
                    return argument.IsVariableOf(parameter.Type, bound.Collected ?? fault.CollectedType);
            }

            return false;
        }
    }

    // The type's own methods and the inherited ones that it can reach, without those that are overridden or hidden by the same signature.
    private List<IMethodSymbol> Candidates(string name)
    {
        var found = new List<IMethodSymbol>();
        for (INamedTypeSymbol? type = shape.Type; type is not null; type = type.BaseType)
        {
            foreach (var member in type.GetMembers(name))
            {
                if (member is IMethodSymbol { MethodKind: MethodKind.Ordinary } method
                    && !found.Exists(other => !SymbolEqualityComparer.Default.Equals(other.ContainingType, type) && NotifierMembers.HasSameParameters(other, method))
                    && types.Compilation.IsSymbolAccessibleWithin(method, shape.Type))
                {
                    found.Add(method);
                }
            }
        }

        return found;
    }

    // An asynchronous step that runs under the lock.
    private void CheckLockOfCommit()
    {
        if (shape.Lock is not { } found || found.Kind == LockKind.Semaphore)
            return;
        if (fault.Commit is { IsAsynchronous: true } commit)
            Refuse(ArgumentNames.Commit, commit);
        else if (fault is { ExclusiveAfter: >= 0, Collect: { IsAsynchronous: true } collect })
            Refuse(ArgumentNames.Collect, collect);

        void Refuse(string name, StepShape step) => shape.Problems.Add(
            new ShapeProblem(ShapeRule.AsynchronousCommit, fault.EntryPoint, LocationOf(name), [fault.EntryPoint.Name, step.Method.Name, found.Member.Name]));
    }

    private void CheckExclusive()
    {
        if (fault.ExclusiveAfter < 0)
            return;
        if (fault.Collect is null && !IsNamed(ArgumentNames.Collect))
            Report(ArgumentNames.ExclusiveAfter, "ExclusiveAfter says when Collect is called under the driver lock, and there is no Collect; name one, or remove ExclusiveAfter");
        else if (fault is { Discard: not null, CollectedType: { } collected } && (collected.IsRefLikeType || collected is ITypeParameterSymbol { AllowsRefLikeType: true }))
            Report(ArgumentNames.ExclusiveAfter, "what is collected under the driver lock is discarded behind it, and what lives on the stack cannot be kept that long; collect something else, or remove Discard or ExclusiveAfter");
    }

    private void Report(string step, string reason) =>
        shape.Problems.Add(new ShapeProblem(ShapeRule.Step, fault.EntryPoint, LocationOf(step), [fault.EntryPoint.Name, reason]));

    private Location LocationOf(string step) => Attributes.LocationOf(attribute, step, fault.EntryPoint);
}
