using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NotifierSdk.Analyzers.Flow.Witnesses;

/// <summary>Puts a witness into words: what the rule asks for, then what decided, then the calls behind both.</summary>
internal sealed class Telling(Witness witness)
{
    private const int LongestQuote = 48;

    private readonly List<(Event Event, string What, Location Place, string More)> _parts = [];

    /// <summary>"released", or "released by Drop" if that is what a helper did.</summary>
    public Telling Add(Event? found, string verb, Location? place = null)
    {
        if (found is null)
            return this;
        if (found.Kind == MoveKind.Branch && witness.IsCondition(found))
            return Decide(found);
        var by = witness.HelperOf(found) is { } helper ? $" by {NameOf(helper)}" : "";
        _parts.Add((found, verb + by, place ?? found.Operation.Syntax.GetLocation(), ""));
        return this;
    }

    /// <summary>What decided, if it is not among what was said already.</summary>
    public Telling AddDecision() => witness.Decision() is { } decision && _parts.All(part => part.Event.Operation != decision.Operation) ? Decide(decision) : this;

    /// <summary>The calls behind all that; the first in this manner if nothing else was said.</summary>
    public Telling AddCalls(string manner = "")
    {
        var last = _parts.Count == 0 ? -1 : _parts.Max(part => part.Event.At);
        foreach (var call in witness.Calls.Where(call => call.At > last).ToList())
            _parts.Add((call, $"called from {NameOf(call.Body)}", call.Operation.Syntax.GetLocation(), _parts.Count == 0 ? manner : ""));
        return this;
    }

    /// <summary>If nothing else was said, where the path begins.</summary>
    public Clause OrSince(string since) => _parts.Count > 0 || PlaceOf(witness.Entered) is not { } place
        ? ToClause()
        : Clause.Of($"{since} since {NameOf(witness.Entered)} was entered", place);

    public Clause ToClause()
    {
        var clause = new Clause();
        foreach (var part in _parts.OrderBy(part => part.Event.At))
            clause.Add(part.What, part.Place, part.More);
        return clause;
    }

    private Telling Decide(Event found)
    {
        _parts.Add((found, HowItTurnedOut(found), found.Operation.Syntax.GetLocation(), ""));
        return this;
    }

    private static string HowItTurnedOut(Event found)
    {
        var (value, syntax) = (found.Value, found.Operation.Syntax);
        return found switch
        {
            { Kind: MoveKind.Throw } => Quote(syntax) is { } text ? $"{text} threw" : "an exception was thrown",
            { Kind: MoveKind.Step } => $"{Quote(syntax) ?? "the call"} left it so",
            { Operation: IInvocationOperation { IsImplicit: true, TargetMethod.Name: "MoveNext" or "MoveNextAsync" } } => value ? "the loop went on" : "the loop ended",
            { Operation: IIsNullOperation } => $"{Quote(syntax) ?? "the value"} was {(value ? "null" : "not null")}",
            _ when syntax is PatternSyntax or SwitchLabelSyntax or SwitchExpressionArmSyntax || syntax.Parent is SwitchLabelSyntax => value ? "the case was taken" : "the case was not taken",
            _ => $"{Quote(syntax) ?? "the condition"} was {(value ? "true" : "false")}",
        };
    }

    private static string? Quote(SyntaxNode syntax) =>
        syntax.ToString() is var text && text.Length <= LongestQuote && text.IndexOf('\n') < 0 ? $"'{text}'" : null;

    private static string NameOf(Body body) => body.Symbol switch
    {
        _ when body.Lambda is not null => "the lambda",
        IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor } => "the constructor",
        IMethodSymbol { AssociatedSymbol: { } member } => member.Name,
        var symbol => symbol.Name,
    };

    private static Location? PlaceOf(Body body) =>
        body.Lambda?.Syntax.GetLocation() ?? body.Symbol.Locations.FirstOrDefault(location => location.SourceTree == body.Graph.OriginalOperation.Syntax.SyntaxTree);
}
