using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Flow.Locks;

/// <summary>
/// The name of a lock: where it is reached from, and the readonly members on the way. Two locks of one path are the same lock; whether two of different paths
/// are cannot always be told.
/// </summary>
internal sealed class LockPath : IEquatable<LockPath>
{
    /// <summary>Property of a diagnostic: the lock that it is about, as <see cref="Code"/>.</summary>
    public const string Property = "Lock";

    private const int LongestPath = 16; // properties that name each other in a circle end here

    private int? _hash;

    private LockPath(ISymbol? root, IReadOnlyList<ISymbol> members, ITypeSymbol? type)
    {
        Root = root;
        Members = members;
        Type = type;
    }

    /// <summary>The parameter or local that it begins with; null for <c>this</c> and for statics.</summary>
    public ISymbol? Root { get; }

    public IReadOnlyList<ISymbol> Members { get; }

    /// <summary>The type of the lock.</summary>
    public ITypeSymbol? Type { get; }

    /// <summary>Whether this is an object on the way to the other one.</summary>
    public bool LeadsTo(LockPath other) =>
        SymbolEqualityComparer.Default.Equals(Root, other.Root) && Members.Count < other.Members.Count && Members.SequenceEqual(other.Members.Take(Members.Count), SymbolEqualityComparer.Default);

    /// <summary>Whether every method of the type names the lock so.</summary>
    public bool IsOfType => Root is null || (Root is IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } constructor } && IsPrimary(constructor));

    /// <summary>The path as an expression that says where it begins.</summary>
    public string Code => string.Join(".", Members.Select(member => member.Name).Prepend(Beginning));

    /// <summary>Null if the expression is no such path.</summary>
    public static LockPath? Of(IOperation? operation, Body body, TypeFlow type)
    {
        if (operation is null)
            return null;
        if (type.LockPaths.TryGetValue(operation, out var path))
            return path;
        type.LockPaths.Add(operation, null); // whoever comes back to it while it is looked at comes to no lock
        if (type.PathsInTheMiddle == LongestPath)
            return null;
        type.PathsInTheMiddle++;
        path = Find(operation, body, type);
        type.PathsInTheMiddle--;
        return type.LockPaths[operation] = path;
    }

    /// <summary>The path of a name in an attribute, as seen from the member's instance; null if it names nothing.</summary>
    public static LockPath? Named(string name, INamedTypeSymbol declaring, LockPath? instance, TypeFlow type)
    {
        var path = instance;
        ITypeSymbol? at = declaring;
        foreach (var part in name.Split('.'))
        {
            var member = part == "this" ? null : Member(at, part);
            if (part == "this")
                continue;
            if (member is null)
                return null;
            path = path?.Append(member, type);
            if (path is null)
                return null;
            at = TypeOf(member);
        }

        return path;
    }

    /// <summary>The path of <c>this</c>.</summary>
    public static LockPath This(ITypeSymbol? type) => new(null, [], type);

    /// <summary>The path of some object of a type, which has no name where it is used: only a lock that leads back to <c>this</c> is known of it.</summary>
    public static LockPath OfSome(INamedTypeSymbol type) => new(type, [], type);

    public LockPath? Append(ISymbol member, TypeFlow type) => member switch
    {
        _ when Members.Count == LongestPath => null,
        IFieldSymbol { IsReadOnly: true } field when LeadsBack(field, type) => This(type.Type),
        IFieldSymbol field when field.IsReadOnly || LockOperation.IsSpinLock(field.Type) => new LockPath(Root, [.. Members, field], field.Type),
        IPropertySymbol { IsIndexer: false, SetMethod: null or { IsInitOnly: true } } property => Through(property, type),
        _ => null,
    };

    /// <summary>Whether the two may name one lock although their paths differ.</summary>
    public bool MayBe(LockPath other, TypeFlow type)
    {
        if (Equals(other))
            return true;
        if (Type is not null && other.Type is not null && !SymbolEqualityComparer.Default.Equals(Type, other.Type))
            return false;
        return !(IsOwn(type) && other.IsOwn(type));
    }

    public bool Equals(LockPath? other) =>
        ReferenceEquals(this, other)
        || (other is not null && SymbolEqualityComparer.Default.Equals(Root, other.Root) && Members.SequenceEqual(other.Members, SymbolEqualityComparer.Default));

    public override bool Equals(object? obj) => Equals(obj as LockPath);

    public override int GetHashCode() => _hash ??=
        Members.Aggregate(Root is null ? 0 : SymbolEqualityComparer.Default.GetHashCode(Root), (hash, member) => (hash * 31) ^ SymbolEqualityComparer.Default.GetHashCode(member));

    private string Beginning => Root?.Name
        ?? (Members.Count > 0 && Members[0] is { IsStatic: true, ContainingType: var declaring } ? declaring.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat) : "this");

    public override string ToString() => string.Join(".", Members.Select(member => member.Name).Prepend(Root?.Name ?? "this").Skip(Root is null && Members.Count > 0 ? 1 : 0));

    private static LockPath? Find(IOperation operation, Body body, TypeFlow type)
    {
        var members = new Stack<ISymbol>();
        INamedTypeSymbol? outer;
        while ((outer = BackPointer.Target(operation, body)) is null && body.Resolve(operation) is IMemberReferenceOperation { Instance: { } instance } member)
        {
            if (members.Count == LongestPath)
                return null;
            members.Push(member.Member);
            operation = instance;
        }

        var path = outer is null ? Begin(body.Resolve(operation), body, type) : This(outer);
        while (path is not null && members.Count > 0)
            path = path.Append(members.Pop(), type);
        return path;
    }

    private static LockPath? Begin(IOperation operation, Body body, TypeFlow type) => operation switch
    {
        IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } @this => This(@this.Type),
        IParameterReferenceOperation { Parameter.RefKind: RefKind.None or RefKind.In } parameter when !body.IsWritten(parameter.Parameter) =>
            new LockPath(parameter.Parameter, [], parameter.Type),
        ILocalReferenceOperation local when body.StoredIn(local.Local) is not null => new LockPath(local.Local, [], local.Type),
        IInvocationOperation { Arguments.IsEmpty: true } call when type.Bodies.Find(call, body) is { Returned: { Count: 1 } returned } helper => Of(returned[0], helper, type) is { IsOfType: true } path ? path : null,
        IFieldReferenceOperation { Instance: null } field => field.Field.IsReadOnly ? new LockPath(null, [field.Field], field.Type) : null,
        _ => null,
    };

    // A property of the type itself is what it returns; one of another type is taken for stable.
    private LockPath? Through(IPropertySymbol property, TypeFlow type)
    {
        if (property.GetMethod is not { } getter || type.Bodies.Find(getter) is not { } body)
            return Declared(property) is { } names ? Follow(names, property.ContainingType, type) : new LockPath(Root, [.. Members, property], property.Type);
        if (body.Returned.Count != 1 || Of(body.Returned[0], body, type) is not { } path)
            return null;
        if (path.IsOfType && ((Root is null && Members.Count == 0) || BeginsOutside(path, property.ContainingType)))
            return path;
        return path.Root is null ? path.Members.Aggregate((LockPath?)this, (at, member) => at?.Append(member, type)) : null;
    }

    // It led back to the object around the one whose property it is.
    private static bool BeginsOutside(LockPath path, INamedTypeSymbol declaring) =>
        path.Root is null && path.Members.Count > 0 && path.Members[0] is { IsStatic: false, ContainingType: { } first } && declaring.ContainingType is not null && BackPointer.IsAround(first, declaring);

    // What a property of another type returns, where it is no more than a name that begins with a field.
    private static string[]? Declared(IPropertySymbol property)
    {
        if (property.IsVirtual || property.IsAbstract || property.IsOverride || property.DeclaringSyntaxReferences.Length != 1
            || property.DeclaringSyntaxReferences[0].GetSyntax() is not PropertyDeclarationSyntax declaration)
        {
            return null;
        }

        var getter = declaration.AccessorList?.Accessors.FirstOrDefault(accessor => accessor.Keyword.ValueText == "get");
        var returned = (declaration.ExpressionBody ?? getter?.ExpressionBody)?.Expression
            ?? (getter?.Body is { Statements: { Count: 1 } statements } ? (statements[0] as ReturnStatementSyntax)?.Expression : null);
        var names = returned?.ToString().Split('.').Select(name => name.Trim()).SkipWhile(name => name == "this").ToArray();
        return names is { Length: > 0 } && property.ContainingType.GetMembers(names[0]).Any(member => member is IFieldSymbol) ? names : null;
    }

    private LockPath? Follow(string[] names, ITypeSymbol? at, TypeFlow type)
    {
        LockPath? path = this;
        foreach (var name in names)
        {
            if (path is null || Member(at, name) is not { } member)
                return null;
            path = path.Append(member, type);
            at = TypeOf(member);
        }

        return path;
    }

    // The one reference that another type has to the type: what belongs to a cache has the cache, and not another one.
    private bool LeadsBack(IFieldSymbol field, TypeFlow type) =>
        (Root is not null || Members.Count > 0) && SymbolEqualityComparer.Default.Equals(field.Type, type.Type) && !SymbolEqualityComparer.Default.Equals(field.ContainingType, type.Type)
        && BackPointer.IsOnlyOne(field.ContainingType, type.Type);

    // Made by the type itself, for itself.
    private bool IsOwn(TypeFlow type) => Root is null && Members.Count == 1 && (Members[0] is IFieldSymbol or IPropertySymbol) && type.MakesItself(Members[0]);

    private static bool IsPrimary(IMethodSymbol constructor) => constructor.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax() is TypeDeclarationSyntax);

    private static ISymbol? Member(ITypeSymbol? type, string name)
    {
        for (; type is not null; type = type.BaseType)
        {
            foreach (var member in type.GetMembers(name))
            {
                if (member is IFieldSymbol or IPropertySymbol)
                    return member;
            }
        }

        return null;
    }

    private static ITypeSymbol? TypeOf(ISymbol member) => member switch
    {
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        _ => null,
    };
}
