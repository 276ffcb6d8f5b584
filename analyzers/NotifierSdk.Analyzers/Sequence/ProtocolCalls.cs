using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Flow;

namespace NotifierSdk.Analyzers.Sequence;

/// <summary>Which helpers of a type come to a step of the protocol, through whatever others: authors give names to the steps.</summary>
internal static class ProtocolCalls
{
    /// <summary>Whether the operation begins a section and gives its token: <c>ReadBegin</c>, or a helper around it.</summary>
    public static bool IsBegin(IOperation operation, Body body, TypeFlow type) => operation.IsReadBegin(type.Types)
        || (operation is IInvocationOperation { TargetMethod: var helper } && (IsToken(Awaited(helper.ReturnType)) || helper.Parameters.Any(parameter => parameter.RefKind == RefKind.Out && IsToken(parameter.Type))) && type.Bodies.Find(operation, body) is { } own && Giving(type).Contains(own));

    /// <summary>Whether the operation checks a token that it is handed: <c>ReadRetry</c>, or a helper around it.</summary>
    public static bool IsCheck(IOperation operation, Body body, TypeFlow type) => operation.IsReadRetry(type.Types)
        || (operation is IInvocationOperation call && TokenOf(call) is not null && type.Bodies.Find(operation, body) is { } own && Asking(type).Contains(own));

    /// <summary>The token that a check is handed.</summary>
    public static IOperation? TokenOf(IInvocationOperation check) => check.Arguments.FirstOrDefault(argument => argument.Parameter is { RefKind: not RefKind.Out, Type: var kind } && IsToken(kind))?.Value;

    /// <summary>Whether the operation runs a helper that comes to a <c>ReadBegin</c> of the object.</summary>
    public static bool Begins(IOperation operation, Body body, TypeFlow type) => type.Bodies.Find(operation, body) is { } helper && Beginning(type).Contains(helper);

    /// <summary>Whether the operation runs a helper that comes to a <c>ReadRetry</c> of the object.</summary>
    public static bool Checks(IOperation operation, Body body, TypeFlow type) => type.Bodies.Find(operation, body) is { } helper && Checking(type).Contains(helper);

    /// <summary>The bodies that begin a section of the object, themselves or through others.</summary>
    public static HashSet<Body> Beginning(TypeFlow type) => type.Once(typeof(ProtocolCalls), nameof(Beginning), () => Coming(type, operation => operation.IsReadBegin(type.Types) && operation.IsOnThis()));

    /// <summary>The bodies that check a token, themselves or through others.</summary>
    public static HashSet<Body> Checking(TypeFlow type) => type.Once(typeof(ProtocolCalls), nameof(Checking), () => Coming(type, operation => operation.IsReadRetry(type.Types) && operation.IsOnThis()));

    // Of whatever notifier.
    private static HashSet<Body> Giving(TypeFlow type) => type.Once(typeof(ProtocolCalls), nameof(Giving), () => Coming(type, operation => operation.IsReadBegin(type.Types)));

    private static HashSet<Body> Asking(TypeFlow type) => type.Once(typeof(ProtocolCalls), nameof(Asking), () => Coming(type, operation => operation.IsReadRetry(type.Types)));

    private static bool IsToken(ITypeSymbol? type) => type is { Name: "ReadToken", ContainingNamespace.Name: "NotifierSdk" };

    private static ITypeSymbol Awaited(ITypeSymbol type) => type is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments: { Length: 1 } result } ? result[0] : type;

    private static HashSet<Body> Coming(TypeFlow type, Func<IOperation, bool> isStep)
    {
        var direct = type.AllBodies.Where(body => body.Calls.Any(isStep)).ToList();
        return [.. direct, .. type.CallersOf(direct)];
    }
}
