using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Witnesses;
using NotifierSdk.Analyzers.Lifetime;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Callbacks;

/// <summary>3007: a notifier inserts itself before it has set what the callback uses.</summary>
internal sealed class SetAfterInsert() : FlowRule(CallbackRules.SetAfterInsert)
{
    private const ulong IsInserted = 1UL << Registration.Inserted;

    public override void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var notifier in type.Notifiers)
        {
            var used = UsedInCallback.Of(notifier, type);
            if (used.Callbacks.Count == 0)
                continue;
            InsertedByBase(notifier, used, type, report);
            foreach (var (insert, body) in type.Calls.Where(found => found.Call.TargetMethod.IsMember(type.Types.AddressSpace, MemberNames.Insert)
                && SymbolEqualityComparer.Default.Equals(found.Caller.Symbol.ContainingType, notifier)))
            {
                if (NotifierPath.Of(insert.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0)?.Value, body) is { IsThis: true } path
                    && FirstSetLater(insert, body, path, used, type) is var (member, set))
                {
                    report(Explained(insert.Syntax.GetLocation(), Clause.Of("set", set.Step.Syntax.GetLocation()), member.Name));
                }
            }
        }

        foreach (var (insert, body) in type.Calls.Where(found => found.Call.TargetMethod.IsMember(type.Types.AddressSpace, MemberNames.Insert)))
        {
            if (NotifierPath.Of(insert.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0)?.Value, body) is { IsLocal: true } path && FirstSetFromOutside(insert, path, body, type) is var (member, set))
                report(Explained(insert.Syntax.GetLocation(), Clause.Of("set", set.Syntax.GetLocation()), member.Name));
        }
    }

    // By who makes the object and inserts it, as a factory does: what it sets behind that, and nobody sets before.
    private static (ISymbol Member, IOperation Set)? FirstSetFromOutside(IInvocationOperation insert, NotifierPath path, Body body, TypeFlow type)
    {
        var sets = body.Operations.OfType<ISimpleAssignmentOperation>()
            .Where(set => set.Target is IFieldReferenceOperation or IPropertyReferenceOperation { Property.IsIndexer: false } && path.Equals(NotifierPath.Of(((IMemberReferenceOperation)set.Target).Instance, body)))
            .Where(set => !IsNothing(set.Value))
            .ToList();
        if (path.IsSharedWithNested(body) || body.Resolve(insert.Arguments[0].Value) is not IObjectCreationOperation { Type: INamedTypeSymbol made } || !type.Notifiers.Contains(made, SymbolEqualityComparer.Default))
            return null;
        var used = UsedInCallback.Of(made, type);
        var engine = Registrations.Run(path, body, type, []);
        if (!engine.IsExact)
            return null;
        var states = new Dictionary<IOperation, ulong>();
        engine.FlowOf(body).Visit((operation, mask) => states[operation] = mask);
        return SetByHelper(path, body, used, states, type) ?? sets.GroupBy(set => ((IMemberReferenceOperation)set.Target).Member, SymbolEqualityComparer.Default)
            .Where(ofMember => ofMember.Key is { } member && used.Uses(member).Any() && NeedsObject(member, used) && !IsInitialized(member)
                && type.Stores[member].All(store => IsNothing(store) || ofMember.Contains(store.Step))
                && ofMember.All(set => states.TryGetValue(set, out var mask) && mask == IsInserted))
            .Select(ofMember => ((ISymbol, IOperation)?)(Alias.Of(ofMember.Key!), ofMember.First()))
            .FirstOrDefault();
    }

    // A method of the object, which nobody calls before.
    private static (ISymbol Member, IOperation Set)? SetByHelper(NotifierPath path, Body body, UsedInCallback used, Dictionary<IOperation, ulong> states, TypeFlow type)
    {
        foreach (var call in body.Calls.Where(call => path.Equals(NotifierPath.Of(call.Instance, body)) && states.TryGetValue(call, out var mask) && mask == IsInserted))
        {
            if (type.Bodies.Find(call.TargetMethod) is not { } helper || type.CallsByName[call.TargetMethod.Name].Count(other => SymbolEqualityComparer.Default.Equals(other.TargetMethod.OriginalDefinition, call.TargetMethod.OriginalDefinition)) != 1
                || call.TargetMethod.DeclaredAccessibility is not (Accessibility.Private or Accessibility.Internal))
            {
                continue;
            }

            var set = StoresOf(type).FirstOrDefault(stores => stores.Key is IFieldSymbol or IPropertySymbol && used.Uses(stores.Key).Any() && NeedsObject(stores.Key, used) && !IsInitialized(stores.Key)
                && stores.Any(store => store.Body == helper && !IsNothing(store) && IsOfThis(store.Step)) && stores.All(store => IsNothing(store) || store.Body == helper));
            if (set is not null)
                return (set.Key, call);
        }

        return null;
    }

    // A base class inserts the object before the constructor of the derived one runs.
    private void InsertedByBase(INamedTypeSymbol notifier, UsedInCallback used, TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var body in type.Bodies.All.Where(body => body.Method is { MethodKind: MethodKind.Constructor } && SymbolEqualityComparer.Default.Equals(body.Symbol.ContainingType, notifier)))
        {
            if (body.Calls.FirstOrDefault(call => call.TargetMethod.MethodKind == MethodKind.Constructor) is not { TargetMethod: var constructor } first
                || SymbolEqualityComparer.Default.Equals(constructor.ContainingType, notifier) || !InBaseClass.InsertsItself(constructor.OriginalDefinition, type.Types))
            {
                continue;
            }

            var set = type.Stores.Where(stores => stores.Key is IFieldSymbol or IPropertySymbol && used.Uses(stores.Key).Any() && !IsInitialized(stores.Key))
                .SelectMany(stores => stores.Where(store => store.Body == body && !IsNothing(store) && IsOfThis(store.Step)).Select(store => (Member: stores.Key, store.Step)))
                .OrderBy(found => found.Step.Syntax.SpanStart)
                .FirstOrDefault();
            if (set.Step is not null)
                report(Explained(first.Syntax.GetLocation(), Clause.Of("set", set.Step.Syntax.GetLocation()), set.Member.Name));
        }
    }

    // Followed from where the method that inserts is entered: by who constructs the object, or by who opens it later.
    private static (ISymbol Member, Store Store)? FirstSetLater(IInvocationOperation insert, Body body, NotifierPath path, UsedInCallback used, TypeFlow type)
    {
        foreach (var entry in EntriesOf(body, type))
        {
            if (FirstSetLaterFrom(entry, insert, path, used, type) is { } found)
                return found;
        }

        return null;
    }

    // A helper that inserts is entered by who calls it.
    private static IEnumerable<Body> EntriesOf(Body body, TypeFlow type) => type.IsCalledPrivately(body) ? type.CallersOf([body]).Where(caller => caller.Outer is null && !type.IsCalledPrivately(caller)) : body.Outer is null ? [body] : [];

    private static (ISymbol Member, Store Store)? FirstSetLaterFrom(Body body, IInvocationOperation insert, NotifierPath path, UsedInCallback used, TypeFlow type)
    {
        var isConstructor = body.Method is { MethodKind: MethodKind.Constructor };
        var engine = Registrations.Run(path, body, type, [], Registration.NotInserted);
        if (!engine.IsExact)
            return null;
        var states = new Dictionary<IOperation, ulong>();
        foreach (var flow in engine.Reached)
        {
            flow.Visit((operation, mask) =>
            {
                states.TryGetValue(operation, out var known);
                states[operation] = known | mask;
            });
        }

        return StoresOf(type)
            .Where(stores => stores.Key is IFieldSymbol or IPropertySymbol && used.Uses(stores.Key).Any())
            .Where(stores => IsComplete(stores.Key, stores, isConstructor, used))
            .SelectMany(stores => stores.Where(store => !IsNothing(store)).Select(store => (Member: stores.Key, Store: store)))
            .Where(found => states.TryGetValue(found.Store.Step, out var mask) && mask == IsInserted && IsOfThis(found.Store.Step))
            .Where(found => Earlier(found.Member, type, isConstructor).All(store =>
                states.TryGetValue(store.Step, out var mask) && mask == IsInserted && (isConstructor || store.Body == body || type.IsCalledPrivately(store.Body))))
            .OrderBy(found => found.Store.Step.Syntax.SpanStart)
            .Select(found => ((ISymbol, Store)?)found)
            .FirstOrDefault();

        bool IsComplete(ISymbol member, IEnumerable<Store> stores, bool isInConstructor, UsedInCallback uses) =>
            !IsInitialized(member) && (isInConstructor || NeedsObject(member, uses) || ComputesWith(member, uses));
    }

    // A property that is another name of a field sets that; its own setter only says so.
    private static ILookup<ISymbol, Store> StoresOf(TypeFlow type) => type.Once(typeof(SetAfterInsert), type, () => type.Stores
        .SelectMany(stores => stores.Where(store => !(store.Body.Method is { MethodKind: MethodKind.PropertySet, AssociatedSymbol: { } set } && SymbolEqualityComparer.Default.Equals(Alias.Of(set), stores.Key)))
            .Select(store => (Member: Alias.Of(stores.Key), Store: store)))
        .ToLookup<(ISymbol Member, Store Store), ISymbol, Store>(found => found.Member, found => found.Store, SymbolEqualityComparer.Default));

    // What may have set it before: code of constructors, or of any method where the object is opened later.
    private static IEnumerable<Store> Earlier(ISymbol member, TypeFlow type, bool isConstructor) => StoresOf(type)[member].Where(store => !IsNothing(store)
        && (!isConstructor || store.Body.Method is { MethodKind: MethodKind.Constructor } || type.IsCalledPrivately(store.Body)));

    // The callback uses what it refers to without asking whether there is anything.
    private static bool NeedsObject(ISymbol member, UsedInCallback used)
    {
        var uses = used.Uses(member).ToList();
        return (member is IFieldSymbol { Type.IsReferenceType: true } or IPropertySymbol { Type.IsReferenceType: true }) && uses.All(use => IsDereferenced(use.Use));
    }

    // A number by which it finds its way: what is subtracted from an address, or divides it. Others may well be 0.
    private static bool ComputesWith(ISymbol member, UsedInCallback used) =>
        ((member as IFieldSymbol)?.Type ?? (member as IPropertySymbol)?.Type)?.SpecialType is SpecialType.System_UInt64 or SpecialType.System_Int64 or SpecialType.System_UInt32 or SpecialType.System_Int32 or SpecialType.System_UIntPtr or SpecialType.System_IntPtr
        && used.Uses(member).All(use => OutOfConversions(use.Use) is { Parent: IBinaryOperation { OperatorKind: BinaryOperatorKind.Subtract or BinaryOperatorKind.Divide or BinaryOperatorKind.RightShift, RightOperand: var by } } number && by == number);

    private static IOperation OutOfConversions(IOperation operation)
    {
        while (operation.Parent is IConversionOperation conversion)
            operation = conversion;
        return operation;
    }

    private static bool IsDereferenced(IOperation use) =>
        use.Parent is IInvocationOperation { TargetMethod.IsStatic: false } or IMemberReferenceOperation or IArrayElementReferenceOperation || use.Parent is IConversionOperation { Parent: IInvocationOperation { TargetMethod.IsStatic: false } };

    private static bool IsOfThis(IOperation step) => step is not IAssignmentOperation assignment || UsedInCallback.MemberOf(assignment.Target) is not null;

    private static bool IsNothing(Store store) => store.Value is { } value && IsNothing(value);

    private static bool IsNothing(IOperation value) => value is IDefaultValueOperation || OwnMember.Unconverted(value).ConstantValue is { HasValue: true, Value: null } || HasNoRoom(OwnMember.Unconverted(value));

    // An array without elements, which does not grow.
    private static bool HasNoRoom(IOperation value) => value switch
    {
        IObjectCreationOperation { Type.Name: "BitArray", Arguments: { Length: 1 } size } => size[0].Value.ConstantValue is { HasValue: true, Value: 0 },
        IArrayCreationOperation { DimensionSizes: { Length: 1 } size } => size[0].ConstantValue is { HasValue: true, Value: 0 },
        ICollectionExpressionOperation { Type: IArrayTypeSymbol, Elements.IsEmpty: true } => true,
        IInvocationOperation { TargetMethod: { Name: "Empty", ContainingType.Name: "Array" } } => true,
        _ => false,
    };

    // null! and default are no values.
    private static bool IsInitialized(ISymbol member) => member.DeclaringSyntaxReferences.Any(reference => InitializerOf(reference.GetSyntax()) is { } initial && !IsNothing(initial) && !HasNoRoom(initial, member));

    private static bool HasNoRoom(ExpressionSyntax initial, ISymbol member) => ((member as IFieldSymbol)?.Type ?? (member as IPropertySymbol)?.Type) is IArrayTypeSymbol
        && initial is CollectionExpressionSyntax { Elements.Count: 0 } or InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Empty" } };

    private static ExpressionSyntax? InitializerOf(SyntaxNode declaration) => declaration switch
    {
        VariableDeclaratorSyntax { Initializer.Value: var value } => value,
        PropertyDeclarationSyntax { Initializer.Value: var value } => value,
        _ => null,
    };

    private static bool IsNothing(ExpressionSyntax value)
    {
        while (value is PostfixUnaryExpressionSyntax { Operand: var forgiven })
            value = forgiven;
        return value.IsKind(SyntaxKind.NullLiteralExpression) || value.IsKind(SyntaxKind.DefaultLiteralExpression) || value is DefaultExpressionSyntax;
    }
}
