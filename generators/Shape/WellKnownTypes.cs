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
        // Most projects have nothing to do with us. A name that no assembly has would be looked for in every one that they reference.
        var runtime = compilation.SourceModule.ReferencedAssemblySymbols.FirstOrDefault(static assembly => assembly.Name == "NotifierSdk.Runtime") ?? compilation.Assembly;
        IntervalNotifier = runtime.GetTypeByMetadataName("NotifierSdk.IntervalNotifier");
        if (IntervalNotifier is null)
            return;
        IsRuntimeAliased = compilation.GetMetadataReference(runtime)?.Properties.Aliases is { IsDefaultOrEmpty: false } aliases
            && !aliases.Contains(MetadataReferenceProperties.GlobalAlias);
        Invalidate = runtime.GetTypeByMetadataName(AttributeNames.Invalidate);
        InvalidateStart = runtime.GetTypeByMetadataName(AttributeNames.InvalidateStart);
        InvalidateFinish = runtime.GetTypeByMetadataName(AttributeNames.InvalidateFinish);
        Fault = runtime.GetTypeByMetadataName(AttributeNames.Fault);
        DriverLockAttribute = runtime.GetTypeByMetadataName(AttributeNames.DriverLock);
        DriverLockName = runtime.GetTypeByMetadataName(AttributeNames.DriverLockName);
        GuardedBy = runtime.GetTypeByMetadataName(AttributeNames.GuardedBy);
        RequiresLock = runtime.GetTypeByMetadataName(AttributeNames.RequiresLock);
        ShadowState = runtime.GetTypeByMetadataName(AttributeNames.ShadowState);

        RangeNotifier = runtime.GetTypeByMetadataName("NotifierSdk.RangeNotifier");
        AddressSpace = runtime.GetTypeByMetadataName("NotifierSdk.AddressSpace");
        AddressRange = runtime.GetTypeByMetadataName("NotifierSdk.AddressRange");
        Invalidation = runtime.GetTypeByMetadataName("NotifierSdk.Invalidation");
        InvalidationEvent = runtime.GetTypeByMetadataName("NotifierSdk.InvalidationEvent");
        FinishState = runtime.GetTypeByMetadataName("NotifierSdk.FinishState");
        FaultStatus = runtime.GetTypeByMetadataName("NotifierSdk.FaultStatus");
        FaultOutcome = runtime.GetTypeByMetadataName("NotifierSdk.FaultOutcome");
        ReadSection = runtime.GetTypeByMetadataName("NotifierSdk.ReadSection");
        ReadToken = runtime.GetTypeByMetadataName("NotifierSdk.ReadToken");
        DriverLock = runtime.GetTypeByMetadataName("NotifierSdk.DriverLock");

        Lock = compilation.GetTypeByMetadataName("System.Threading.Lock");
        Monitor = compilation.GetTypeByMetadataName("System.Threading.Monitor");
        SemaphoreSlim = compilation.GetTypeByMetadataName("System.Threading.SemaphoreSlim");
        ReaderWriterLockSlim = compilation.GetTypeByMetadataName("System.Threading.ReaderWriterLockSlim");
        Exception = compilation.GetTypeByMetadataName("System.Exception");
        CancellationToken = compilation.GetTypeByMetadataName("System.Threading.CancellationToken");
        Task = compilation.GetTypeByMetadataName("System.Threading.Tasks.Task");
        TaskOfT = compilation.GetTypeByMetadataName("System.Threading.Tasks.Task`1");
        ValueTask = compilation.GetTypeByMetadataName("System.Threading.Tasks.ValueTask");
        ValueTaskOfT = compilation.GetTypeByMetadataName("System.Threading.Tasks.ValueTask`1");
    }

    public Compilation Compilation { get; }

    /// <summary>Whether the runtime is reached only through an extern alias.</summary>
    public bool IsRuntimeAliased { get; }

    public INamedTypeSymbol? Invalidate { get; }
    public INamedTypeSymbol? InvalidateStart { get; }
    public INamedTypeSymbol? InvalidateFinish { get; }
    public INamedTypeSymbol? Fault { get; }
    public INamedTypeSymbol? DriverLockAttribute { get; }
    public INamedTypeSymbol? DriverLockName { get; }
    public INamedTypeSymbol? GuardedBy { get; }
    public INamedTypeSymbol? RequiresLock { get; }
    public INamedTypeSymbol? ShadowState { get; }

    public INamedTypeSymbol? IntervalNotifier { get; }
    public INamedTypeSymbol? RangeNotifier { get; }
    public INamedTypeSymbol? AddressSpace { get; }
    public INamedTypeSymbol? AddressRange { get; }
    public INamedTypeSymbol? Invalidation { get; }
    public INamedTypeSymbol? InvalidationEvent { get; }
    public INamedTypeSymbol? FinishState { get; }
    public INamedTypeSymbol? FaultStatus { get; }
    public INamedTypeSymbol? FaultOutcome { get; }
    public INamedTypeSymbol? ReadSection { get; }
    public INamedTypeSymbol? ReadToken { get; }
    public INamedTypeSymbol? DriverLock { get; }

    public INamedTypeSymbol? Lock { get; }
    public INamedTypeSymbol? Monitor { get; }
    public INamedTypeSymbol? SemaphoreSlim { get; }
    public INamedTypeSymbol? ReaderWriterLockSlim { get; }
    public INamedTypeSymbol? Exception { get; }
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

    /// <summary>Whether the declarations of the assembly may name the SDK: its members need to be read only then.</summary>
    public bool MayName(IAssemblySymbol? assembly) => assembly is not null
        && (Is(assembly, Compilation.Assembly) || Is(assembly, IntervalNotifier?.ContainingAssembly)
            || assembly.Modules.Any(module => module.ReferencedAssemblies.Any(static referenced => referenced.Name == "NotifierSdk.Runtime")));

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
