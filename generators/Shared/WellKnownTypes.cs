using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace NotifierSdk.Shape;

/// <summary>The types that the rules are about, looked up once per compilation. One that is missing is null.</summary>
internal sealed class WellKnownTypes
{
    // Weak on both sides: it keeps no compilation alive.
    private static readonly ConditionalWeakTable<Compilation, WellKnownTypes> s_byCompilation = new();

    private WellKnownTypes(Compilation compilation)
    {
        Compilation = compilation;
        Invalidate = compilation.GetTypeByMetadataName(AttributeNames.Invalidate);
        InvalidateStart = compilation.GetTypeByMetadataName(AttributeNames.InvalidateStart);
        InvalidateFinish = compilation.GetTypeByMetadataName(AttributeNames.InvalidateFinish);
        Fault = compilation.GetTypeByMetadataName(AttributeNames.Fault);
        DriverLockAttribute = compilation.GetTypeByMetadataName(AttributeNames.DriverLock);
        GuardedBy = compilation.GetTypeByMetadataName(AttributeNames.GuardedBy);
        RequiresLock = compilation.GetTypeByMetadataName(AttributeNames.RequiresLock);
        ShadowState = compilation.GetTypeByMetadataName(AttributeNames.ShadowState);

        IntervalNotifier = compilation.GetTypeByMetadataName("NotifierSdk.IntervalNotifier");
        AddressSpace = compilation.GetTypeByMetadataName("NotifierSdk.AddressSpace");
        AddressRange = compilation.GetTypeByMetadataName("NotifierSdk.AddressRange");
        Invalidation = compilation.GetTypeByMetadataName("NotifierSdk.Invalidation");
        InvalidationEvent = compilation.GetTypeByMetadataName("NotifierSdk.InvalidationEvent");
        FinishState = compilation.GetTypeByMetadataName("NotifierSdk.FinishState");
        FaultStatus = compilation.GetTypeByMetadataName("NotifierSdk.FaultStatus");
        ReadSection = compilation.GetTypeByMetadataName("NotifierSdk.ReadSection");
        ReadToken = compilation.GetTypeByMetadataName("NotifierSdk.ReadToken");
        DriverLock = compilation.GetTypeByMetadataName("NotifierSdk.DriverLock");

        Lock = compilation.GetTypeByMetadataName("System.Threading.Lock");
        Monitor = compilation.GetTypeByMetadataName("System.Threading.Monitor");
        SemaphoreSlim = compilation.GetTypeByMetadataName("System.Threading.SemaphoreSlim");
        ReaderWriterLockSlim = compilation.GetTypeByMetadataName("System.Threading.ReaderWriterLockSlim");
        CancellationToken = compilation.GetTypeByMetadataName("System.Threading.CancellationToken");
        Task = compilation.GetTypeByMetadataName("System.Threading.Tasks.Task");
        TaskOfT = compilation.GetTypeByMetadataName("System.Threading.Tasks.Task`1");
        ValueTask = compilation.GetTypeByMetadataName("System.Threading.Tasks.ValueTask");
        ValueTaskOfT = compilation.GetTypeByMetadataName("System.Threading.Tasks.ValueTask`1");
    }

    public Compilation Compilation { get; }

    public INamedTypeSymbol? Invalidate { get; }
    public INamedTypeSymbol? InvalidateStart { get; }
    public INamedTypeSymbol? InvalidateFinish { get; }
    public INamedTypeSymbol? Fault { get; }
    public INamedTypeSymbol? DriverLockAttribute { get; }
    public INamedTypeSymbol? GuardedBy { get; }
    public INamedTypeSymbol? RequiresLock { get; }
    public INamedTypeSymbol? ShadowState { get; }

    public INamedTypeSymbol? IntervalNotifier { get; }
    public INamedTypeSymbol? AddressSpace { get; }
    public INamedTypeSymbol? AddressRange { get; }
    public INamedTypeSymbol? Invalidation { get; }
    public INamedTypeSymbol? InvalidationEvent { get; }
    public INamedTypeSymbol? FinishState { get; }
    public INamedTypeSymbol? FaultStatus { get; }
    public INamedTypeSymbol? ReadSection { get; }
    public INamedTypeSymbol? ReadToken { get; }
    public INamedTypeSymbol? DriverLock { get; }

    public INamedTypeSymbol? Lock { get; }
    public INamedTypeSymbol? Monitor { get; }
    public INamedTypeSymbol? SemaphoreSlim { get; }
    public INamedTypeSymbol? ReaderWriterLockSlim { get; }
    public INamedTypeSymbol? CancellationToken { get; }
    public INamedTypeSymbol? Task { get; }
    public INamedTypeSymbol? TaskOfT { get; }
    public INamedTypeSymbol? ValueTask { get; }
    public INamedTypeSymbol? ValueTaskOfT { get; }

    /// <summary>The runtime is referenced. Without it there are no drivers, and nothing to say.</summary>
    public bool HasRuntime => IntervalNotifier is not null && Fault is not null && Invalidate is not null;

    public static WellKnownTypes For(Compilation compilation) =>
        s_byCompilation.GetValue(compilation, static key => new WellKnownTypes(key));

    /// <summary>Whether the type is IntervalNotifier or derives from it.</summary>
    public bool IsNotifier(ITypeSymbol? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (Is(type, IntervalNotifier))
                return true;
        }

        return false;
    }

    /// <summary>Whether both are the same type; a missing one is none.</summary>
    public static bool Is(ISymbol? type, ISymbol? wellKnown) =>
        wellKnown is not null && SymbolEqualityComparer.Default.Equals(type, wellKnown);

    /// <summary>The first attribute of that class, or null.</summary>
    public static AttributeData? Find(ISymbol symbol, INamedTypeSymbol? attribute)
    {
        if (attribute is null)
            return null;
        foreach (var data in symbol.GetAttributes())
        {
            if (Is(data.AttributeClass, attribute))
                return data;
        }

        return null;
    }
}
