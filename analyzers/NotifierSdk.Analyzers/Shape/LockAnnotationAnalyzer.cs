using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Shape;

/// <summary>1012: [GuardedBy] and [RequiresLock] name a lock that is there, and a semaphore that is the driver lock lets one in at a time.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LockAnnotationAnalyzer : DriverAnalyzer
{
    /// <summary>Creates the analyzer.</summary>
    public LockAnnotationAnalyzer()
        : base(ShapeRules.LockName)
    {
    }

    private protected override void Register(CompilationStartAnalysisContext context, WellKnownTypes types)
    {
        context.RegisterSymbolAction(symbol => CheckName(symbol, types), SymbolKind.Field, SymbolKind.Property, SymbolKind.Method);
        context.RegisterSymbolStartAction(
            type =>
            {
                if (((INamedTypeSymbol)type.Symbol).GetMembers().Any(member => member is IFieldSymbol or IPropertySymbol && member.HasAttribute(types.DriverLockAttribute)))
                    type.RegisterOperationAction(operation => CheckSemaphore(operation, types), OperationKind.ObjectCreation);
            },
            SymbolKind.NamedType);
    }

    private static void CheckName(SymbolAnalysisContext context, WellKnownTypes types)
    {
        foreach (var (attribute, text) in new[] { (types.GuardedBy, "[GuardedBy]"), (types.RequiresLock, "[RequiresLock]") })
        {
            if (WellKnownTypes.Find(context.Symbol, attribute) is not { ConstructorArguments: { Length: 1 } arguments } found || arguments[0].Value is not string name)
                continue;
            if (NamedLock.WhatIsWrongWith(name, context.Symbol.ContainingType) is not { } reason)
                continue;
            var place = found.ApplicationSyntaxReference is { } reference ? reference.SyntaxTree.GetLocation(reference.Span) : context.Symbol.Locations[0];
            context.ReportDiagnostic(Diagnostic.Create(ShapeRules.LockName, place, $"{text} of '{context.Symbol.Name}' names '{name}',", reason));
        }
    }

    private static void CheckSemaphore(OperationAnalysisContext context, WellKnownTypes types)
    {
        var creation = (IObjectCreationOperation)context.Operation;
        if (!WellKnownTypes.Is(creation.Type, types.SemaphoreSlim) || StoredIn(creation) is not { } member || WellKnownTypes.Find(member, types.DriverLockAttribute) is null)
            return;
        foreach (var argument in creation.Arguments)
        {
            if (argument.Value.ConstantValue is { HasValue: true, Value: int count and not 1 })
            {
                var reason = argument.Parameter?.Name == "maxCount" ? $"may be released up to {count} times" : $"begins with a count of {count}";
                context.ReportDiagnostic(Diagnostic.Create(ShapeRules.LockName, argument.Syntax.GetLocation(),
                    $"The driver lock '{member.Name}'", reason + ", and a lock lets one in at a time; create it as new SemaphoreSlim(1, 1)"));
                return;
            }
        }
    }

    private static ISymbol? StoredIn(IObjectCreationOperation creation)
    {
        IOperation? at = creation.Parent;
        while (at is IConversionOperation or IParenthesizedOperation)
            at = at.Parent;
        return at switch
        {
            IFieldInitializerOperation field => field.InitializedFields.FirstOrDefault(),
            IPropertyInitializerOperation property => property.InitializedProperties.FirstOrDefault(),
            ISimpleAssignmentOperation { Target: IMemberReferenceOperation target } => target.Member,
            _ => null,
        };
    }
}
