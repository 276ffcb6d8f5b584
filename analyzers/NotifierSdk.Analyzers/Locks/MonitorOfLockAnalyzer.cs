using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;

namespace NotifierSdk.Analyzers.Locks;

/// <summary>4006: <c>lock</c> or <c>Monitor</c> on an object that is a lock of another kind.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MonitorOfLockAnalyzer : DriverAnalyzer
{
    private static readonly HashSet<string> Takes = ["Enter", "TryEnter"];

    /// <summary>Creates the analyzer.</summary>
    public MonitorOfLockAnalyzer()
        : base(LockRules.MonitorOfLock)
    {
    }

    private protected override void Register(CompilationStartAnalysisContext context, SdkSymbols sdk)
    {
        context.RegisterOperationAction(operation => AnalyzeLock(operation, sdk), OperationKind.Lock);
        context.RegisterOperationAction(operation => AnalyzeInvocation(operation, sdk), OperationKind.Invocation);
    }

    private static void AnalyzeLock(OperationAnalysisContext context, SdkSymbols sdk)
    {
        var locked = ((ILockOperation)context.Operation).LockedValue;
        Report(context, sdk, locked, "the lock statement");
    }

    private static void AnalyzeInvocation(OperationAnalysisContext context, SdkSymbols sdk)
    {
        var invocation = (IInvocationOperation)context.Operation;
        var method = invocation.TargetMethod;
        if (SdkSymbols.Is(method.ContainingType, sdk.Monitor) && Takes.Contains(method.Name) && invocation.Arguments.Length > 0)
            Report(context, sdk, invocation.Arguments[0].Value, $"Monitor.{method.Name}");
    }

    private static void Report(OperationAnalysisContext context, SdkSymbols sdk, IOperation locked, string how)
    {
        if (locked is IConversionOperation { IsImplicit: true } conversion)
            locked = conversion.Operand;
        if (IsTakenOtherwise(locked, context.ContainingSymbol, sdk))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                LockRules.MonitorOfLock, locked.Syntax.GetLocation(), locked.Syntax.ToString(), locked.Type!.Name, how));
        }
    }

    // System.Threading.Lock is not among them: the lock statement knows it, and the compiler warns of its monitor (CS9216).
    private static bool IsTakenOtherwise(IOperation locked, ISymbol user, SdkSymbols sdk)
    {
        if (SdkSymbols.Is(locked.Type, sdk.DriverLock))
            return true;
        return (SdkSymbols.Is(locked.Type, sdk.SemaphoreSlim) || SdkSymbols.Is(locked.Type, sdk.ReaderWriterLockSlim))
            && (IsMarkedDriverLock(locked, sdk) || IsInNotifier(user, sdk));
    }

    private static bool IsMarkedDriverLock(IOperation locked, SdkSymbols sdk) =>
        locked is IMemberReferenceOperation reference && SdkSymbols.HasAttribute(reference.Member, sdk.DriverLockAttribute);

    private static bool IsInNotifier(ISymbol user, SdkSymbols sdk)
    {
        for (var type = user.ContainingType; type is not null; type = type.ContainingType)
        {
            if (sdk.IsNotifier(type))
                return true;
        }

        return false;
    }
}
