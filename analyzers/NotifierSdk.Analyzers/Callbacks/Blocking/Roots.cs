using Microsoft.CodeAnalysis;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Callbacks.Blocking;

/// <summary>The callbacks that can refuse to block: the finish half cannot, since what it waits for has been accepted.</summary>
internal static class Roots
{
    public static IEnumerable<Body> Of(TypeFlow type) => type.Bodies.All.Where(body =>
        body.Method is { } method
        && !OwnOutput.Contains(method)
        && (method.HasAttribute(type.Types.Invalidate)
            || method.HasAttribute(type.Types.InvalidateStart)
            || (method.OverridesCallback(type.Types) && method.Name != MemberNames.OnInvalidateFinish)));
}
