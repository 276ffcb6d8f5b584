using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Sequence;

/// <summary>Recognizes values that were read from the memory that is shadowed: another object, or a delegate, was asked for them with an address.</summary>
/// <param name="type">The type whose code it is.</param>
/// <param name="isNamed">Whether names must say so as well: a policy, too, may be asked about an address.</param>
internal sealed class Collecting(TypeFlow type, bool isNamed = false)
{
    private const int Depth = 4;

    private static readonly string[] s_walks = ["Translate", "Walk"];
    private static readonly string[] s_reads = ["Read", "Load", "Fetch", "Snapshot", "Collect", "Get", "Lookup", "Resolve", "Copy", "Query"];
    private static readonly string[] s_memories = ["Memory", "Page", "Pfn", "Frame", "Guest", "Mapping", "Walker", "Translat", "Mmu"];

    /// <summary>The calls that a value was collected by, in the body in which it is used; none if it was not, or that is not certain.</summary>
    public IEnumerable<IInvocationOperation> CallsBehind(IOperation value, Body body) => Sources(value, body, Depth).OfType<IInvocationOperation>().Where(call => Collects(call, body, Depth));

    /// <summary>Whether the call collects.</summary>
    public bool Collects(IInvocationOperation call, Body body) => Collects(call, body, Depth);

    private bool Collects(IInvocationOperation call, Body body, int depth)
    {
        if (!call.Arguments.Any(argument => IsAddress(argument.Value, body, depth)))
            return false;
        if (type.Bodies.Find(call, body) is not { } own)
            return AsksAnother(call);
        return depth > 0 && own.Graph.Blocks
            .Where(block => Body.IsReturn(block.FallThroughSuccessor) && block.BranchValue is not null)
            .Any(block => Sources(block.BranchValue!, own, depth - 1).OfType<IInvocationOperation>().Any(inner => Collects(inner, own, depth - 1)));
    }

    // The value, what it is computed from, and what the variables in it were set to.
    private static IEnumerable<IOperation> Sources(IOperation value, Body body, int depth)
    {
        foreach (var part in value.DescendantsAndSelf())
        {
            yield return part;
            if (depth > 0 && part is ILocalReferenceOperation && body.Resolve(part) is var stored && stored != part)
            {
                foreach (var source in Sources(stored, body, depth - 1))
                    yield return source;
            }
        }
    }

    // A parameter that names a place in memory, or what is computed from one.
    private static bool IsAddress(IOperation value, Body body, int depth) =>
        Sources(value, body, depth).Any(part => part switch
        {
            IParameterReferenceOperation { Parameter.Type: var kind } => IsPlace(kind),
            ILocalReferenceOperation { Local: var local } when body.StoredIn(local) is null && IsPlace(local.Type) && depth > 0 =>
                body.Operations.SelectMany(step => Writes.Of(step, body)).Any(write =>
                    SymbolEqualityComparer.Default.Equals(write.Symbol, local) && write.Value is not null && IsAddress(write.Value, body, depth - 1)),
            _ => false,
        });

    private static bool IsPlace(ITypeSymbol kind) =>
        kind.SpecialType is SpecialType.System_UInt64 or SpecialType.System_Int64 or SpecialType.System_UIntPtr or SpecialType.System_IntPtr
        || kind is { Name: "AddressRange", ContainingNamespace.Name: "NotifierSdk" };

    private bool AsksAnother(IInvocationOperation call)
    {
        if (call.Instance is not { Type: { } asked } || (isNamed && !NamesMemory(call, asked)))
            return false;
        return call.TargetMethod.MethodKind == MethodKind.DelegateInvoke
            || (!IsOf(asked.ContainingNamespace, "System")                && !IsOf(asked.ContainingNamespace, "NotifierSdk")
                && !type.Type.SelfAndNested().Any(own => WellKnownTypes.Is(asked.OriginalDefinition, own))
                && !type.Types.IsNotifier(asked));
    }

    private static bool NamesMemory(IInvocationOperation call, ITypeSymbol asked)
    {
        var isDelegate = call.TargetMethod.MethodKind == MethodKind.DelegateInvoke;
        var verb = isDelegate ? NameOf(call.Instance!).TrimStart('_') : call.TargetMethod.Name;
        return s_walks.Any(Begins) || (s_reads.Any(Begins) && s_memories.Any(word => Mentions(verb, word) || (!isDelegate && (Mentions(asked.Name, word) || Mentions(NameOf(call.Instance!), word)))));

        bool Begins(string word) => verb.StartsWith(word, StringComparison.OrdinalIgnoreCase);

        static bool Mentions(string name, string word) => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0;
    }

    private static string NameOf(IOperation asked) => asked switch
    {
        IMemberReferenceOperation member => member.Member.Name,
        IParameterReferenceOperation parameter => parameter.Parameter.Name,
        ILocalReferenceOperation local => local.Local.Name,
        _ => "",
    };

    private static bool IsOf(INamespaceSymbol? space, string name)
    {
        for (; space is { IsGlobalNamespace: false }; space = space.ContainingNamespace)
        {
            if (space.ContainingNamespace.IsGlobalNamespace)
                return space.Name == name;
        }

        return false;
    }
}
