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
    private static readonly string[] s_walks = ["Translate", "Walk", "Peek", "Decode", "Disassemble", "Probe", "Snapshot", "Dump"];
    private static readonly string[] s_reads = ["Read", "Load", "Fetch", "Snapshot", "Collect", "Get", "Lookup", "Resolve", "Copy", "Query"];
    private static readonly string[] s_memories = ["Memory", "Page", "Pfn", "Frame", "Guest", "Mapping", "Walker", "Translat", "Mmu"];

    private readonly Dictionary<IOperation, bool> _known = [];

    /// <summary>The calls that a value was collected by, in the body in which it is used; none if it was not, or that is not certain.</summary>
    public IEnumerable<IInvocationOperation> CallsBehind(IOperation value, Body body) => AllCallsBehind(value, body).Select(found => found.Call);

    /// <summary>Each with the body that makes it: what a private helper is handed was collected by its callers.</summary>
    public IEnumerable<(IInvocationOperation Call, Body Body)> AllCallsBehind(IOperation value, Body body, bool isAnyOfSeveral = false) => Sources(value, body, isAnyOfSeveral ? Several.All : Several.None, isThrough: true)
        .Where(source => source.Part is IInvocationOperation call && Collects(call, source.Body))
        .Select(source => ((IInvocationOperation)source.Part, source.Body));

    /// <summary>Whether the call collects, itself or through what it returns of others.</summary>
    public bool Collects(IInvocationOperation call, Body body)
    {
        if (!_known.TryGetValue(call, out var collects))
            _known.Add(call, collects = Find(call, body));
        return collects;
    }

    /// <summary>The same of a type, with what was found of it already.</summary>
    public static Collecting Of(TypeFlow type, bool isNamed = false) => type.Once(typeof(Collecting), isNamed, () => new Collecting(type, isNamed));

    private bool Find(IInvocationOperation first, Body user)
    {
        var known = new HashSet<IOperation>();
        var open = new Stack<(IInvocationOperation Call, Body Body)>();
        open.Push((first, user));
        while (open.Count > 0)
        {
            var (call, body) = open.Pop();
            var own = type.Bodies.Find(call, body);
            if (!known.Add(call) || !(own?.Outer is not null || call.Arguments.Any(argument => IsAddress(argument.Value, body)))) // a local function needs not be told
                continue;
            if (own is null)
            {
                if (AsksAnother(call))
                    return true;
                continue;
            }

            foreach (var (inner, at) in own.Returned.SelectMany(value => Sources(value, own, Several.All)))
            {
                if (inner is IInvocationOperation made)
                    open.Push((made, at));
            }
        }

        return false;
    }

    // The value, what it is computed from, and what the variables in it were set to; each once, however they refer to one another.
    private IEnumerable<(IOperation Part, Body Body)> Sources(IOperation value, Body body, Several several = Several.None, bool isThrough = false)
    {
        var known = new HashSet<IOperation>();
        var open = new Stack<(IOperation Value, Body Body)>();
        open.Push((value, body));
        while (open.Count > 0)
        {
            var (next, at) = open.Pop();
            if (!known.Add(next))
                continue;
            foreach (var part in type.PartsOf(next))
            {
                yield return (part, at);
                foreach (var stored in StoredIn(part, at, several))
                    open.Push((stored, at));
                foreach (var filled in FilledBy(part, at))
                    open.Push(filled);
                if (isThrough && part is IParameterReferenceOperation { Parameter: var given })
                {
                    foreach (var handed in HandedTo(given, at))
                        open.Push(handed);
                }
            }
        }
    }

    // What a helper stores in an out parameter, of the helper itself or of the one call that fills the local.
    private IEnumerable<(IOperation Value, Body Body)> FilledBy(IOperation part, Body body)
    {
        if (part is IParameterReferenceOperation { Parameter: { RefKind: RefKind.Out } own })
            return Stored(own, body);
        return part is ILocalReferenceOperation { Local: var local } && OutArguments(body)[local].Take(2).ToList() is { Count: 1 } only && only[0] is { Parameter: { } given, Parent: IInvocationOperation call }
            && type.Bodies.Find(call, body) is { Method: { } method } helper && method.Parameters.ElementAtOrDefault(given.Ordinal) is { } filled
                ? Stored(filled, helper)
                : [];

        static IEnumerable<(IOperation, Body)> Stored(ISymbol parameter, Body helper) => helper.Written[parameter].Where(value => value is { ConstantValue.HasValue: false } and not IDefaultValueOperation).ToList() is { Count: 1 } one ? [(one[0]!, helper)] : [];
    }

    private ILookup<ISymbol, IArgumentOperation> OutArguments(Body body) => type.Once(typeof(Collecting), (body, nameof(OutArguments)), () => body.Operations.OfType<IArgumentOperation>()
        .Where(argument => argument.Parameter?.RefKind == RefKind.Out)
        .Select(argument => (Local: LocalIn(argument.Value), Argument: argument))
        .Where(found => found.Local is not null)
        .ToLookup<(ISymbol? Local, IArgumentOperation Argument), ISymbol, IArgumentOperation>(found => found.Local!, found => found.Argument, SymbolEqualityComparer.Default));

    private static ISymbol? LocalIn(IOperation value) => (value is IDeclarationExpressionOperation { Expression: var declared } ? declared : value) is ILocalReferenceOperation { Local: var local } ? local : null;

    // By every call, if nobody else calls the helper.
    private IEnumerable<(IOperation Value, Body Body)> HandedTo(IParameterSymbol parameter, Body helper) =>
        helper.Symbol is IMethodSymbol method && SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, method) && !helper.IsWritten(parameter) && type.IsCalledPrivately(helper)
            ? type.CallsInto[helper].SelectMany(call => call.Call.Arguments.Where(argument => argument.Parameter?.Ordinal == parameter.Ordinal).Select(argument => (argument.Value, call.Caller)))
            : [];

    private static IEnumerable<IOperation> StoredIn(IOperation part, Body body, Several several)
    {
        if (part is not ILocalReferenceOperation { Local: var local })
            return [];
        if (several != Several.None && body.StoredIn(local) is null)
            return several == Several.All || IsPlace(local.Type) ? body.Written[local].OfType<IOperation>() : [];
        return body.Resolve(part) is var stored && stored != part ? [stored] : [];
    }

    // A parameter that names a place in memory, or what is computed from one.
    private bool IsAddress(IOperation value, Body body) =>
        Sources(value, body, Several.Places).Any(source => source.Part is IParameterReferenceOperation { Parameter.Type: var kind } && IsPlace(kind));

    /// <summary>Whether a value of the type names a place in memory.</summary>
    public static bool IsPlace(ITypeSymbol kind) =>
        kind.SpecialType is SpecialType.System_UInt64 or SpecialType.System_Int64 or SpecialType.System_UIntPtr or SpecialType.System_IntPtr
        || kind is { Name: "AddressRange", ContainingNamespace.Name: "NotifierSdk" };

    private bool AsksAnother(IInvocationOperation call)
    {
        if (AskedBy(call) is not { Type: { } asked } || (isNamed && !NamesMemory(call, asked)))
            return false;
        return call.TargetMethod.MethodKind == MethodKind.DelegateInvoke
            || (call.Instance is null && asked.TypeKind == TypeKind.Delegate && !IsOf(call.TargetMethod.ContainingNamespace, "System"))
            || (!IsOf(asked.ContainingNamespace, "System")                && !IsOf(asked.ContainingNamespace, "NotifierSdk")
                && !type.Type.SelfAndNested().Any(own => WellKnownTypes.Is(asked.OriginalDefinition, own))
                && !type.Types.IsNotifier(asked));
    }

    // A static method that is handed the memory reads it, too; only its name says so.
    private IOperation? AskedBy(IInvocationOperation call) =>
        call.Instance ?? (call is { TargetMethod.IsStatic: true, Arguments: { Length: > 1 } arguments } && (isNamed || arguments[0].Value.Type is { IsReferenceType: true }) ? arguments[0].Value : null);

    private static bool NamesMemory(IInvocationOperation call, ITypeSymbol asked)
    {
        var isDelegate = call.TargetMethod.MethodKind == MethodKind.DelegateInvoke;
        var verb = isDelegate ? NameOf(call.Instance!).TrimStart('_') : call.TargetMethod.Name;
        return s_walks.Any(Begins) || (s_reads.Any(Begins) && s_memories.Any(word => Mentions(verb, word) || (!isDelegate && (Mentions(asked.Name, word) || (call.Instance is { } instance && Mentions(NameOf(instance), word))))));

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

    // Of a variable that is stored to several times, which values count.
    private enum Several
    {
        None,
        Places,
        All,
    }
}
