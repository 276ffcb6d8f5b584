using Microsoft.CodeAnalysis;
using NotifierSdk.Shape;

namespace NotifierSdk.Generators.Model;

/// <summary>Turns one parsed fault into plain values, and names its locals so that they hide nothing.</summary>
internal sealed class FaultModelBuilder
{
    private readonly DriverShape _shape;
    private readonly FaultShape _fault;
    private readonly ExternAliases _aliases;
    private readonly HashSet<string> _parameters;
    private readonly HashSet<string> _taken;

    public FaultModelBuilder(DriverShape shape, FaultShape fault, ExternAliases aliases)
    {
        _shape = shape;
        _fault = fault;
        _aliases = aliases;
        _parameters = [.. fault.EntryPoint.Parameters.Select(static parameter => parameter.Name), .. fault.EntryPoint.TypeParameters.Select(static parameter => parameter.Name)];
        _taken = [.. _parameters, MemberNames.ReadRetry];
        if (shape.Lock is { } found)
            _taken.Add(found.Member.Name);
        foreach (var step in new[] { fault.Range, fault.Collect, fault.Commit, fault.Discard })
        {
            if (step is not null)
                _taken.Add(step.Method.Name);
        }
    }

    /// <param name="isWritten">Whether it is written out; a driver in bad shape needs only the signature.</param>
    public FaultModel Build(bool isWritten)
    {
        var entryPoint = _fault.EntryPoint;
        var locals = new LocalNames(Free("attempts"), Free("section"), Free(CollectedName()), Free("isCommitted"), Free("result"), Free("reason"), Free("isCollected"));
        var isDeclared = isWritten && _fault is { ExclusiveAfter: >= 0, Discard: not null, CollectedType: not null };
        return new FaultModel(
            SignatureText.Modifiers(entryPoint),
            SignatureText.Method(entryPoint, _aliases),
            _fault.Flavour,
            _fault.IsAsynchronous,
            EquatableArray<string>.From(entryPoint.Parameters.Where(static parameter => parameter.RefKind == RefKind.Out).Select(static parameter => SignatureText.Name(parameter.Name))),
            _fault.Range is { } range ? Call(range, locals) : _fault.RangeParameter is { } parameter ? SignatureText.Name(parameter.Name) : "",
            Cancellation,
            _fault.MaxAttempts,
            _fault.ExclusiveAfter,
            _fault.TimeoutMilliseconds,
            locals,
            _fault.CollectForm,
            isWritten ? Call(_fault.Collect, locals) : "",
            isDeclared ? Call(_fault.Collect, locals, isDeclared) : "",
            isDeclared ? SignatureText.Type(_fault.CollectedType!, _aliases) : "",
            _fault.Collect?.Arguments.Any(static argument => argument.Source == StepArgumentSource.Reason) == true,
            isWritten ? Call(_fault.Commit, locals) : "",
            _fault.Commit?.IsAsynchronous == true,
            isWritten ? Call(_fault.Discard, locals) : "",
            NotifierMembers.IsHidden(_shape.Type, MemberNames.ReadRetry) ? MemberText.OfNotifier(MemberNames.ReadRetry) : MemberText.OfThis(MemberNames.ReadRetry, _parameters),
            _shape.Lock is { } found ? MemberText.Of(found.Member, _parameters, _aliases) : "",
            Pointers.AreIn(entryPoint) || Pointers.AreIn(_fault.CollectedType));
    }

    private string Cancellation => _fault.CancellationParameter is { } parameter
        ? SignatureText.Name(parameter.Name)
        : "global::System.Threading.CancellationToken.None";

    // What the author calls it, if he calls it anything; an underscore would be a discard.
    private string CollectedName()
    {
        foreach (var step in new[] { _fault.Collect, _fault.Commit, _fault.Discard })
        {
            foreach (var argument in step?.Arguments ?? [])
            {
                if (argument.Source == StepArgumentSource.Collected && argument.Parameter.Name.Trim('_').Length > 0)
                    return argument.Parameter.Name;
            }
        }

        return "collected";
    }

    private string Free(string name)
    {
        var free = name;
        for (var i = 2; !_taken.Add(free); i++)
            free = name + i;
        return SignatureText.Name(free);
    }

    private string Call(StepShape? step, LocalNames locals, bool isDeclared = false)
    {
        if (step is null)
            return "";
        var arguments = step.Arguments.Select(argument => (step.Form == CallForm.Plain ? "" : SignatureText.Name(argument.Parameter.Name) + ": ") + Argument(argument, locals, isDeclared, step.Form == CallForm.Typed));
        var call = $"{MemberText.Of(step.Method, _parameters, _aliases)}({string.Join(", ", arguments)})";
        return step.IsAsynchronous ? $"await {call}.ConfigureAwait(false)" : call;
    }

    private string Argument(StepArgument argument, LocalNames locals, bool isDeclared, bool isTyped)
    {
        var value = argument.Source switch
        {
            StepArgumentSource.EntryPoint => SignatureText.Name(argument.EntryParameter!.Name),
            StepArgumentSource.Cancellation => Cancellation,
            StepArgumentSource.Section => locals.Section,
            StepArgumentSource.Reason => locals.Reason,
            _ => locals.Collected,
        };
        var (parameter, collected) = (argument.Parameter, _fault.CollectedType);
        return parameter.RefKind switch
        {
            // What is dynamic would be bound to what it is at run time.
            RefKind.None when isTyped && parameter.Type.TypeKind == TypeKind.Dynamic => $"(object){value}",
            RefKind.None or RefKind.In when isTyped && !argument.IsOf(parameter.Type, collected) => $"({SignatureText.Type(parameter.Type, _aliases)}){value}",
            RefKind.In when isTyped && argument.IsVariableOf(parameter.Type, collected) => $"in {value}",
            RefKind.Ref => $"ref {value}",
            RefKind.Out when argument.Source == StepArgumentSource.Reason || (argument.Source == StepArgumentSource.Collected && !isDeclared) => $"out {(isTyped ? SignatureText.Type(parameter.Type, _aliases) : "var")} {value}",
            RefKind.Out => $"out {value}",
            RefKind.RefReadOnlyParameter => $"in {value}",
            _ => value,
        };
    }
}
