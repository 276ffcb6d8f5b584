using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NotifierSdk.Shape.Parsing;

/// <summary>Finds the one driver lock of a type, its own or an inherited one, and checks that it is the same object for ever (rule 1005).</summary>
internal static class LockParser
{
    // A path through more properties than that is cut.
    private const int MostProperties = 64;

    public static void Parse(DriverShape shape, WellKnownTypes types)
    {
        if (Unreachable(shape.Type, types) is { } unreachable)
        {
            shape.Problems.Add(DriverParser.Problem(ShapeRule.UnreachableLock, shape.Type, shape.Type.Name, unreachable.Base.Name, unreachable.Lock));
            return;
        }

        var locks = Marked(shape.Type, types);
        if (locks.Count == 0)
        {
            if (MarkedParameter(shape.Type, types) is { } parameter)
                Report(shape, parameter, "is a parameter, which any member may assign, so that callback and commit could hold different locks; store it in a readonly field, and mark that with [DriverLock]");
            else
                Report(shape, shape.Type, "has no driver lock; mark the readonly lock that its callback and its commits share with [DriverLock]");
            return;
        }

        if (locks.Count > 1)
        {
            Report(shape, locks[0], $"is one of several driver locks, '{locks[1].Name}' is another; keep the one that callback and commits share");
            return;
        }

        var found = locks[0];
        if (TypeOf(found)?.TypeKind == TypeKind.Error)
            shape.IsIncomplete = true;
        else if (WhatIsWrongWith(found, shape.Type, types) is { } reason)
            Report(shape, found, reason);
        else if (KindOf(TypeOf(found), types) is { } kind)
            Accept(shape, found, kind, types);
        else
            Report(shape, found, TypeOf(found)?.IsValueType == true
                ? "is of a value type, of which every call would lock a copy; make the lock a class"
                : "is of a type that is no supported lock; use DriverLock, System.Threading.Lock, object, SemaphoreSlim, ReaderWriterLockSlim, or a class with Enter() or EnterScope(), bool TryEnter() and Exit()");
    }

    /// <summary>Whether the parameter is marked, and the driver has no other driver lock: then rule 1005 speaks of it.</summary>
    public static bool IsOnlyLock(IParameterSymbol parameter, WellKnownTypes types) =>
        parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor, ContainingType: var type }
        && types.IsNotifier(type) && AnnotatedMethods.Of(type, types).NeedsLock && Marked(type, types).Count == 0 && WellKnownTypes.Is(MarkedParameter(type, types), parameter);

    /// <summary>Which kind of lock the type is; null if none.</summary>
    public static LockKind? KindOf(ITypeSymbol? type, WellKnownTypes types) =>
        WellKnownTypes.Is(type, types.DriverLock) ? LockKind.DriverLock
        : WellKnownTypes.Is(type, types.Lock) ? LockKind.Lock
        : type?.SpecialType == SpecialType.System_Object ? LockKind.Monitor
        : WellKnownTypes.Is(type, types.SemaphoreSlim) ? LockKind.Semaphore
        : WellKnownTypes.Is(type, types.ReaderWriterLockSlim) ? LockKind.ReaderWriter
        : LockPattern.Fits(type) ? LockKind.Pattern
        : null;

    // The type's own come first.
    private static List<ISymbol> Marked(INamedTypeSymbol driver, WellKnownTypes types)
    {
        var locks = new List<ISymbol>();
        for (var type = driver; type is not null && !WellKnownTypes.Is(type, types.IntervalNotifier); type = type.BaseType)
        {
            var own = new List<ISymbol>();
            foreach (var member in type.GetMembers())
            {
                if (member is not (IFieldSymbol or IPropertySymbol) || WellKnownTypes.Find(member, types.DriverLockAttribute) is null)
                    continue;
                // [field: DriverLock] marks the field of a property, which no code can name.
                var named = member is IFieldSymbol { AssociatedSymbol: IPropertySymbol property } ? property : member;
                if (!own.Contains(named))
                    own.Add(named);
            }

            own.Sort(SourceOrder.Compare);
            locks.AddRange(own);
        }

        return locks;
    }

    private static IParameterSymbol? MarkedParameter(INamedTypeSymbol type, WellKnownTypes types)
    {
        foreach (var constructor in type.InstanceConstructors)
        {
            foreach (var parameter in constructor.Parameters)
            {
                if (WellKnownTypes.Find(parameter, types.DriverLockAttribute) is not null)
                    return parameter;
            }
        }

        return null;
    }

    // The generator notes the lock of each driver on its type, for whoever sees only the metadata, which shows no private member.
    private static (INamedTypeSymbol Base, string Lock)? Unreachable(INamedTypeSymbol type, WellKnownTypes types)
    {
        for (var declaring = type.BaseType; declaring is not null; declaring = declaring.BaseType)
        {
            if (WellKnownTypes.Find(declaring, types.DriverLockName) is { ConstructorArguments: { Length: 1 } arguments } && arguments[0].Value is string name
                && !IsDeclared(declaring, name))
            {
                return (declaring, name);
            }
        }

        return null;
    }

    // By the type that is marked, or by one above it.
    private static bool IsDeclared(INamedTypeSymbol? type, string name)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type.GetMembers(name).Length > 0)
                return true;
        }

        return false;
    }

    private static void Accept(DriverShape shape, ISymbol found, LockKind kind, WellKnownTypes types)
    {
        var isShared = AttributeOf(found, types) is { } attribute && Attributes.Flag(attribute, ArgumentNames.SharedCommit);
        if (isShared && kind != LockKind.ReaderWriter && !(kind == LockKind.Pattern && LockPattern.IsShareable(TypeOf(found))))
            Report(shape, found, "cannot be shared by commits; SharedCommit needs a ReaderWriterLockSlim, or a lock with EnterShared() and ExitShared()");
        else
            shape.Lock = new LockShape(found, kind, isShared);
    }

    private static AttributeData? AttributeOf(ISymbol found, WellKnownTypes types)
    {
        if (WellKnownTypes.Find(found, types.DriverLockAttribute) is { } own)
            return own;
        foreach (var member in found.ContainingType.GetMembers())
        {
            if (member is IFieldSymbol { AssociatedSymbol: { } property } && WellKnownTypes.Is(property, found))
                return WellKnownTypes.Find(member, types.DriverLockAttribute);
        }

        return null;
    }

    private static string? WhatIsWrongWith(ISymbol found, INamedTypeSymbol user, WellKnownTypes types)
    {
        if (found.IsStatic)
            return "is static, one lock for all drivers of the program; make it an instance member";
        if (!types.Compilation.IsSymbolAccessibleWithin(found, user))
            return $"is the driver lock of the base type '{found.ContainingType.Name}', but '{user.Name}' cannot reach it; make it protected";
        if (ObsoleteErrors.WhyNot(found, user) is { } obsolete)
            return obsolete;
        return found switch
        {
            IPropertySymbol { ExplicitInterfaceImplementations.IsEmpty: false } => "is an explicit implementation, which cannot be named in the driver; mark the member that it returns",
            IFieldSymbol { IsReadOnly: false } => "is not readonly, so callback and commit could hold different locks; add the readonly modifier",
            IPropertySymbol property when !IsReadonlyPath(property, new Dictionary<ISymbol, bool>(SymbolEqualityComparer.Default)) =>
                "is a property that could return another lock each time; make it get-only, or an expression that is a path of readonly members, as in => _device.Gate",
            _ => null,
        };
    }

    private static ITypeSymbol? TypeOf(ISymbol? member) => member switch
    {
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        IParameterSymbol parameter => parameter.Type,
        _ => null,
    };

    // A property that comes back to itself while it is looked at is no path.
    private static bool IsReadonlyPath(IPropertySymbol property, Dictionary<ISymbol, bool> known)
    {
        if (known.TryGetValue(property, out var isPath))
            return isPath;
        if (known.Count == MostProperties)
            return false;
        known.Add(property, false);
        return known[property] = LeadsToReadonly(property, known);
    }

    private static bool LeadsToReadonly(IPropertySymbol property, Dictionary<ISymbol, bool> known)
    {
        if (property.IsIndexer || property.SetMethod is { IsInitOnly: false })
            return false;
        foreach (var reference in property.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax() is not PropertyDeclarationSyntax declaration)
                continue;
            if (ExpressionOf(declaration) is { } expression)
                return IsReadonlyPath(expression, property.ContainingType, known);
            return declaration.AccessorList?.Accessors.All(static accessor => accessor.Body is null && accessor.ExpressionBody is null) == true;
        }

        return true; // of another assembly, without setter: taken at its word
    }

    private static ExpressionSyntax? ExpressionOf(PropertyDeclarationSyntax declaration) =>
        declaration.ExpressionBody?.Expression
        ?? declaration.AccessorList?.Accessors.FirstOrDefault(static accessor => accessor.IsKind(SyntaxKind.GetAccessorDeclaration))?.ExpressionBody?.Expression;

    // Resolved by name instead of by binding: a path has no other meaning, and an analyzer that asks for semantic models is slow.
    private static bool IsReadonlyPath(ExpressionSyntax expression, INamedTypeSymbol type, Dictionary<ISymbol, bool> known)
    {
        if (NamesIn(expression) is not { } names)
            return false;
        ISymbol? member = null;
        foreach (var name in names)
        {
            member = FindReadonly(name, member is null ? type : TypeOf(member) as INamedTypeSymbol, isBeginning: member is null, known);
            if (member is null)
                return false;
        }

        return true;
    }

    // The names in a path, its beginning first; null if it is none.
    private static Stack<string>? NamesIn(ExpressionSyntax expression)
    {
        var names = new Stack<string>();
        while (true)
        {
            switch (expression)
            {
                case ParenthesizedExpressionSyntax inner:
                    expression = inner.Expression;
                    break;
                case PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } inner:
                    expression = inner.Operand;
                    break;
                case IdentifierNameSyntax name:
                    names.Push(name.Identifier.ValueText);
                    return names;
                case MemberAccessExpressionSyntax { Name: IdentifierNameSyntax name, Expression: var owner }:
                    names.Push(name.Identifier.ValueText);
                    if (owner is ThisExpressionSyntax or BaseExpressionSyntax)
                        return names;
                    expression = owner;
                    break;
                default:
                    return null;
            }
        }
    }

    // What is no member, and begins the path, is a parameter of the primary constructor.
    private static ISymbol? FindReadonly(string name, INamedTypeSymbol? type, bool isBeginning, Dictionary<ISymbol, bool> known)
    {
        for (var declaring = type; declaring is not null; declaring = declaring.BaseType)
        {
            foreach (var member in declaring.GetMembers(name))
            {
                var isReadonly = member is IFieldSymbol { IsReadOnly: true } || (member is IPropertySymbol property && IsReadonlyPath(property, known));
                return !member.IsStatic && isReadonly ? member : null;
            }
        }

        return isBeginning ? PrimaryParameter.FindUnassigned(name, type!) : null;
    }

    private static void Report(DriverShape shape, ISymbol symbol, string reason)
    {
        var location = DriverParser.LocationOf(symbol);
        // A lock inherited from another assembly has no place of its own.
        shape.Problems.Add(new ShapeProblem(ShapeRule.Lock, symbol, location == Location.None ? DriverParser.LocationOf(shape.Type) : location, [symbol.Name, reason]));
    }
}
