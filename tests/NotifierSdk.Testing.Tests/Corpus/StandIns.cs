using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Reflection;

namespace NotifierSdk.Testing.Tests.Corpus;

/// <summary>Makes what a driver of the corpus asks for: the space and a page of the scenario, and something that does nothing for everything else.</summary>
internal sealed class StandIns(AddressSpace space, AddressRange page)
{
    private const int Depth = 4;

    /// <summary>A driver, or whatever else has a public constructor whose parameters can be made; null if none has.</summary>
    internal object? TryConstruct(Type type, int depth = Depth)
    {
        foreach (var constructor in type.GetConstructors().OrderBy(constructor => constructor.GetParameters().Length))
        {
            if (TryMakeAll(constructor.GetParameters(), out var arguments, depth))
                return constructor.Invoke(arguments);
        }

        return null;
    }

    internal bool TryMakeAll(ParameterInfo[] parameters, out object?[] arguments, int depth = Depth)
    {
        arguments = new object?[parameters.Length];
        for (var index = 0; index < parameters.Length; index++)
        {
            var type = parameters[index].ParameterType;
            if (!TryMake(type.IsByRef ? type.GetElementType()! : type, out arguments[index], depth - 1))
                return false;
        }

        return true;
    }

    private bool TryMake(Type type, out object? made, int depth)
    {
        made = type == typeof(AddressSpace) ? space
            : type == typeof(AddressRange) ? page
            : type == typeof(string) ? "a name"
            : type == typeof(TimeSpan) ? TimeSpan.FromMinutes(1)
            : type == typeof(Stream) ? new MemoryStream(new byte[(int)page.Length!])
            : type == typeof(WaitHandle) ? new ManualResetEvent(initialState: true)
            : type == typeof(Task) ? Task.CompletedTask
            : type.IsValueType ? Zero(type)
            : depth == 0 ? null
            : type.IsArray ? Array(type.GetElementType()!, depth)
            : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>) ? Completed(type.GetGenericArguments()[0], depth)
            : type.IsSubclassOf(typeof(Delegate)) ? Silent(type, depth)
            : type.IsInterface ? StandIn.Of(type, this)
            : type.IsAbstract || type.IsPointer ? null
            : TryConstruct(type, depth);
        return made is not null;
    }

    private static object? Zero(Type type) => type.IsByRefLike ? null : Activator.CreateInstance(type);

    private Array Array(Type type, int depth)
    {
        var array = System.Array.CreateInstance(type, 2);
        for (var index = 0; index < array.Length; index++)
            array.SetValue(TryMake(type, out var made, depth - 1) ? made : null, index);
        return array;
    }

    private object Completed(Type type, int depth)
    {
        TryMake(type, out var result, depth - 1);
        return typeof(Task).GetMethod(nameof(Task.FromResult))!.MakeGenericMethod(type).Invoke(null, [result])!;
    }

    // A delegate of any shape: what it returns is made, too, or is the default.
    private Delegate? Silent(Type type, int depth)
    {
        var invoke = type.GetMethod("Invoke")!;
        if (invoke.GetParameters().Any(parameter => parameter.ParameterType.IsByRef || parameter.ParameterType.IsByRefLike))
            return null;
        var parameters = invoke.GetParameters().Select(parameter => Expression.Parameter(parameter.ParameterType));
        Expression body = invoke.ReturnType == typeof(void) ? Expression.Empty()
            : TryMake(invoke.ReturnType, out var returned, depth - 1) ? Expression.Constant(returned, invoke.ReturnType)
            : Expression.Default(invoke.ReturnType);
        return Expression.Lambda(type, body, parameters).Compile();
    }

    /// <summary>Implements any interface: what it returns is made, too, or is the default.</summary>
    [SuppressMessage("Performance", "CA1852:Seal internal types", Justification = "DispatchProxy derives from it.")]
    public class StandIn : DispatchProxy
    {
        private StandIns _makers = null!;

        internal static object Of(Type type, object makers)
        {
            var standIn = Create(type, typeof(StandIn));
            ((StandIn)standIn)._makers = (StandIns)makers;
            return standIn;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            targetMethod!.ReturnType != typeof(void) && _makers.TryMake(targetMethod.ReturnType, out var made, Depth - 2) ? made : null;
    }
}
