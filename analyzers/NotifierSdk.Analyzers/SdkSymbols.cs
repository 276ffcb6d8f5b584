using Microsoft.CodeAnalysis;

namespace NotifierSdk.Analyzers;

/// <summary>The types of the SDK and of the framework that rules ask for, as one compilation sees them.</summary>
internal sealed class SdkSymbols
{
    private static readonly HashSet<string> CallbackNames = ["OnInvalidate", "OnInvalidateStart", "OnInvalidateFinish"];

    private SdkSymbols(Compilation compilation, INamedTypeSymbol intervalNotifier, INamedTypeSymbol addressSpace)
    {
        IntervalNotifier = intervalNotifier;
        AddressSpace = addressSpace;
        DriverLock = compilation.GetTypeByMetadataName("NotifierSdk.DriverLock");
        Invalidation = compilation.GetTypeByMetadataName("NotifierSdk.Invalidation");
        ReadToken = compilation.GetTypeByMetadataName("NotifierSdk.ReadToken");
        InvalidateAttribute = compilation.GetTypeByMetadataName("NotifierSdk.InvalidateAttribute");
        InvalidateStartAttribute = compilation.GetTypeByMetadataName("NotifierSdk.InvalidateStartAttribute");
        InvalidateFinishAttribute = compilation.GetTypeByMetadataName("NotifierSdk.InvalidateFinishAttribute");
        FaultAttribute = compilation.GetTypeByMetadataName("NotifierSdk.FaultAttribute");
        DriverLockAttribute = compilation.GetTypeByMetadataName("NotifierSdk.DriverLockAttribute");
        GuardedByAttribute = compilation.GetTypeByMetadataName("NotifierSdk.GuardedByAttribute");
        RequiresLockAttribute = compilation.GetTypeByMetadataName("NotifierSdk.RequiresLockAttribute");
        ShadowStateAttribute = compilation.GetTypeByMetadataName("NotifierSdk.ShadowStateAttribute");
        Lock = compilation.GetTypeByMetadataName("System.Threading.Lock");
        Monitor = compilation.GetTypeByMetadataName("System.Threading.Monitor");
        SemaphoreSlim = compilation.GetTypeByMetadataName("System.Threading.SemaphoreSlim");
        ReaderWriterLockSlim = compilation.GetTypeByMetadataName("System.Threading.ReaderWriterLockSlim");
    }

    public INamedTypeSymbol IntervalNotifier { get; }

    public INamedTypeSymbol AddressSpace { get; }

    public INamedTypeSymbol? DriverLock { get; }

    public INamedTypeSymbol? Invalidation { get; }

    public INamedTypeSymbol? ReadToken { get; }

    public INamedTypeSymbol? InvalidateAttribute { get; }

    public INamedTypeSymbol? InvalidateStartAttribute { get; }

    public INamedTypeSymbol? InvalidateFinishAttribute { get; }

    public INamedTypeSymbol? FaultAttribute { get; }

    public INamedTypeSymbol? DriverLockAttribute { get; }

    public INamedTypeSymbol? GuardedByAttribute { get; }

    public INamedTypeSymbol? RequiresLockAttribute { get; }

    public INamedTypeSymbol? ShadowStateAttribute { get; }

    public INamedTypeSymbol? Lock { get; }

    public INamedTypeSymbol? Monitor { get; }

    public INamedTypeSymbol? SemaphoreSlim { get; }

    public INamedTypeSymbol? ReaderWriterLockSlim { get; }

    /// <summary>Null where the SDK is not referenced.</summary>
    public static SdkSymbols? Find(Compilation compilation) =>
        compilation.GetTypeByMetadataName("NotifierSdk.IntervalNotifier") is { } intervalNotifier
        && compilation.GetTypeByMetadataName("NotifierSdk.AddressSpace") is { } addressSpace
            ? new SdkSymbols(compilation, intervalNotifier, addressSpace)
            : null;

    public static bool Is(ITypeSymbol? type, INamedTypeSymbol? known) =>
        known is not null && SymbolEqualityComparer.Default.Equals(type, known);

    /// <summary>Whether the method is the member of that name that the SDK's or framework's type declares.</summary>
    public static bool IsMember(IMethodSymbol method, INamedTypeSymbol? declaring, string name) =>
        method.Name == name && Is(method.ContainingType, declaring);

    public static bool HasAttribute(ISymbol symbol, INamedTypeSymbol? attribute)
    {
        if (attribute is null)
            return false;
        foreach (var data in symbol.GetAttributes())
        {
            if (Is(data.AttributeClass, attribute))
                return true;
        }

        return false;
    }

    /// <summary>Whether the type is the base class of drivers, or derives from it.</summary>
    public bool IsNotifier(ITypeSymbol? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (Is(type, IntervalNotifier))
                return true;
        }

        return false;
    }

    /// <summary>Whether the method runs while an invalidation begins: a callback that is overridden, or a method that is marked as (half of) one.</summary>
    public bool IsCallback(IMethodSymbol method) =>
        OverridesCallback(method)
        || HasAttribute(method, InvalidateAttribute)
        || HasAttribute(method, InvalidateStartAttribute)
        || HasAttribute(method, InvalidateFinishAttribute);

    /// <summary>Whether the method overrides a callback of the base class of drivers.</summary>
    public bool OverridesCallback(IMethodSymbol method)
    {
        if (!method.IsOverride || !CallbackNames.Contains(method.Name))
            return false;
        while (method.OverriddenMethod is { } overridden)
            method = overridden;
        return Is(method.ContainingType, IntervalNotifier);
    }
}
