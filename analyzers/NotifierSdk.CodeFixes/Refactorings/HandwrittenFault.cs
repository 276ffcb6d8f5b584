using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NotifierSdk.CodeFixes.Shape;
using NotifierSdk.Shape;
using NotifierSdk.Shape.Parsing;

namespace NotifierSdk.CodeFixes.Refactorings;

/// <summary>A method that does what a generated fault does: a bounded loop of read begin, collect, lock, retry, commit, and an exception behind it.</summary>
internal static class HandwrittenFault
{
    private const int DefaultAttempts = 64;

    private static readonly SymbolDisplayFormat s_type = SymbolDisplayFormat.FullyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>Null: the method opens no read section.</summary>
    public static Migration? Migrate(MethodDeclarationSyntax method, IMethodSymbol fault, SemanticModel model, WellKnownTypes types)
    {
        var names = method.Body!.DescendantNodes().OfType<IdentifierNameSyntax>().Select(name => name.Identifier.ValueText).ToList();
        if (!names.Contains(MemberNames.ReadBegin) || !names.Contains(MemberNames.ReadRetry))
            return null;
        if (RefusalOfSignature(method, fault, types) is { } signature)
            return Migration.Refused(signature);
        if (method.Body.Statements is [WhileStatementSyntax, ..])
            return Migration.Refused("its loop has no bound, and a generated fault gives up");
        if (method.Body.Statements is not [ForStatementSyntax loop, ThrowStatementSyntax giveUp] || Attempts(loop, model) is not { } attempts)
            return Migration.Refused("its body is more than a loop that counts its attempts, and what it throws when they are used up");
        if (!ThrowsCollided(giveUp, model, types))
            return Migration.Refused("it does not end with a FaultException of the status Collided");
        if (giveUp.Expression is not BaseObjectCreationExpressionSyntax { ArgumentList.Arguments.Count: 1, Initializer: null })
            return Migration.Refused("what it throws says more than the status");
        return loop.Statement is BlockSyntax attempt ? Steps(method, fault, attempt, attempts, model, types) : Migration.Refused("its loop is no block");
    }

    private static string? RefusalOfSignature(MethodDeclarationSyntax method, IMethodSymbol fault, WellKnownTypes types) =>
        fault.IsAsync ? "it is asynchronous"
        : fault.ReturnType.SpecialType == SpecialType.System_Boolean || WellKnownTypes.Is(fault.ReturnType, types.FaultStatus) || WellKnownTypes.Is(fault.ReturnType, types.FaultOutcome)
            ? "ReadBegin throws if the notifier is removed, and a generated fault of this type returns that as a status"
        : FaultSignature.WrapperOf(fault.ReturnType, types, out _) != FaultWrapper.None ? "the generated fault would be asynchronous"
        : fault.IsGenericMethod || fault.RefKind != RefKind.None || method.ExplicitInterfaceSpecifier is not null || !method.Modifiers.All(IsAccessibility)
            ? "only an ordinary method of the object can be generated"
        : method.AttributeLists.Count > 0 || method.ParameterList.Parameters.Any(parameter => parameter.AttributeLists.Count > 0) ? "it has attributes, which its steps would not have"
        : fault.Parameters.Count(parameter => WellKnownTypes.Is(parameter.Type, types.AddressRange)) != 1 ? "it has not one range as a parameter"
        : fault.Parameters.Any(parameter => parameter.RefKind != RefKind.None) ? "a parameter is passed by reference"
        : fault.Parameters.Any(parameter => parameter.Type.TypeKind == TypeKind.Dynamic) ? "a parameter is dynamic"
        : null;

    private static bool IsAccessibility(SyntaxToken modifier) => SyntaxFacts.IsAccessibilityModifier(modifier.Kind());

    // N of: for (var attempt = 0; attempt < N; attempt++), where the attempt counts and does nothing else.
    private static ExpressionSyntax? Attempts(ForStatementSyntax loop, SemanticModel model) =>
        loop is
        {
            Declaration.Variables: [{ Initializer.Value: LiteralExpressionSyntax { Token.Value: 0 } } counter],
            Condition: BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LessThanExpression, Left: var compared, Right: var bound },
            Incrementors: [var increment],
        }
        && IsNamed(compared, counter.Identifier.ValueText)
        && increment switch
        {
            PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostIncrementExpression } after => IsNamed(after.Operand, counter.Identifier.ValueText),
            PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression } before => IsNamed(before.Operand, counter.Identifier.ValueText),
            _ => false,
        }
        && !Mentions(loop.Statement, counter.Identifier.ValueText)
        && model.GetDeclaredSymbol(counter) is ILocalSymbol { Type.SpecialType: SpecialType.System_Int32 }
        && model.GetConstantValue(bound) is { HasValue: true, Value: int and > 0 }
            ? bound
            : null;

    private static bool ThrowsCollided(ThrowStatementSyntax giveUp, SemanticModel model, WellKnownTypes types) =>
        giveUp.Expression is BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: [var status, ..] } created
        && model.GetTypeInfo(created).Type is { Name: "FaultException" } exception && WellKnownTypes.Is(exception.ContainingAssembly, types.IntervalNotifier?.ContainingAssembly)
        && model.GetSymbolInfo(status.Expression).Symbol is IFieldSymbol { Name: "Collided" };

    private static Migration Steps(MethodDeclarationSyntax method, IMethodSymbol fault, BlockSyntax attempt, ExpressionSyntax attempts, SemanticModel model, WellKnownTypes types)
    {
        if (attempt.Statements is not ([LocalDeclarationStatementSyntax, UsingStatementSyntax] or [LocalDeclarationStatementSyntax, LocalDeclarationStatementSyntax, UsingStatementSyntax])
            || attempt.Statements.Last() is not UsingStatementSyntax { Expression: { } scope, Statement: BlockSyntax held } || HandLock.In(scope, "EnterScope") is not { } driverLock)
            return Migration.Refused("an attempt is more than: begin, at most one declaration that collects, and the lock");
        if (((LocalDeclarationStatementSyntax)attempt.Statements[0]).Declaration.Variables is not [var token] || !Begins(token.Initializer?.Value, fault, model, types))
            return Migration.Refused("it does not begin the read section for its range, and with its cancellation token if it has one");
        if (!StartsOver(held.Statements.FirstOrDefault(), token.Identifier.ValueText, model, types))
            return Migration.Refused("what it does first under the lock is not: start over if something collided");
        if (Count(attempt, token.Identifier.ValueText) != 1)
            return Migration.Refused("it uses the token for more than the check");
        var commit = held.Statements.Skip(1).ToList();
        if (commit.LastOrDefault() is not ReturnStatementSyntax || Leaves(held, commit))
            return Migration.Refused("its commit does not run to its end");
        var collecting = attempt.Statements.Count == 3 ? (LocalDeclarationStatementSyntax)attempt.Statements[1] : null;
        if (collecting is not null && RefusalOfCollect(collecting, commit, model, types) is { } collects)
            return Migration.Refused(collects);
        if (model.AnalyzeDataFlow(attempt) is not { Succeeded: true } flow || flow.WrittenInside.Any(written => fault.Parameters.Contains(written, SymbolEqualityComparer.Default)))
            return Migration.Refused("it assigns a parameter");
        var (unmarked, refusal) = HandLock.Of(driverLock, fault.ContainingType, model, types);
        return refusal is null ? new Migration(null, unmarked, [.. Annotated(method, fault, collecting?.Declaration.Variables[0], commit, attempts, model)]) : Migration.Refused(refusal);
    }

    private static string? RefusalOfCollect(LocalDeclarationStatementSyntax collecting, List<StatementSyntax> commit, SemanticModel model, WellKnownTypes types)
    {
        if (collecting is not { UsingKeyword.RawKind: 0, AwaitKeyword.RawKind: 0, Modifiers.Count: 0, Declaration.Type: not (RefTypeSyntax or ScopedTypeSyntax) })
            return "what it collects is no plain local variable";
        if (collecting.Declaration.Variables is not [{ Initializer.Value: var value } collected])
            return "it collects more than one value";
        if (value is InitializerExpressionSyntax)
            return "what it collects is no plain local variable";
        if (!CanBeHanded(((ILocalSymbol)model.GetDeclaredSymbol(collected)!).Type, types))
            return "what it collects cannot be handed from one step to the next";
        var declared = model.AnalyzeDataFlow(value) is { Succeeded: true } flow ? flow.VariablesDeclared : [];
        return commit.SelectMany(statement => statement.DescendantNodes().OfType<IdentifierNameSyntax>()).Any(name => declared.Contains(model.GetSymbolInfo(name).Symbol!, SymbolEqualityComparer.Default))
            ? "its commit uses what its collecting declares beside the local variable"
            : null;
    }

    // Collect returns it and Commit takes it, by a type that has a name and is known, and the generator takes it for nothing else.
    private static bool CanBeHanded(ITypeSymbol type, WellKnownTypes types) =>
        !type.IsRefLikeType && !Pointers.AreIn(type) && HasName(type)
        && FaultSignature.WrapperOf(type, types, out _) == FaultWrapper.None
        && !WellKnownTypes.Is(type, types.CancellationToken) && !WellKnownTypes.Is(type, types.ReadSection);

    private static bool HasName(ITypeSymbol type) => type switch
    {
        IDynamicTypeSymbol => false,
        IArrayTypeSymbol array => HasName(array.ElementType),
        INamedTypeSymbol { IsTupleType: true } tuple => tuple.TupleElements.All(element => HasName(element.Type)),
        INamedTypeSymbol named => named is { TypeKind: not TypeKind.Error, IsAnonymousType: false, CanBeReferencedByName: true } && named.TypeArguments.All(HasName),
        _ => true,
    };

    // ReadBegin(range), or ReadBegin(range, cancellationToken) if there is one.
    private static bool Begins(ExpressionSyntax? value, IMethodSymbol fault, SemanticModel model, WellKnownTypes types)
    {
        if (value is not InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: MemberNames.ReadBegin }, ArgumentList.Arguments: var arguments })
            return false;
        string[] wanted = [.. fault.Parameters.Where(parameter => WellKnownTypes.Is(parameter.Type, types.AddressRange)).Select(parameter => parameter.Name),
            .. fault.Parameters.Where(parameter => WellKnownTypes.Is(parameter.Type, types.CancellationToken)).Select(parameter => parameter.Name)];
        return arguments.Select(argument => (argument.Expression as IdentifierNameSyntax)?.Identifier.ValueText).SequenceEqual(wanted) && HandLock.IsOfRuntime(value, model, types);
    }

    private static bool StartsOver(StatementSyntax? statement, string token, SemanticModel model, WellKnownTypes types) =>
        statement is IfStatementSyntax { Else: null, Condition: InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: MemberNames.ReadRetry }, ArgumentList.Arguments: [var checkedToken] } } check
        && IsNamed(checkedToken.Expression, token) && HandLock.Only(check.Statement) is ContinueStatementSyntax && HandLock.IsOfRuntime(check.Condition, model, types);

    private static bool Leaves(BlockSyntax held, List<StatementSyntax> commit) => commit.Take(commit.Count - 1)
        .SelectMany(statement => statement.DescendantNodesAndSelf(child => child is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)))
        .Any(node => node is ContinueStatementSyntax or GotoStatementSyntax || (node is BreakStatementSyntax && node.FirstAncestorOrSelf<StatementSyntax>(IsLoop) is { } loop && !held.Contains(loop)));

    private static bool IsLoop(StatementSyntax statement) => statement is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax or SwitchStatementSyntax;

    private static IEnumerable<MemberDeclarationSyntax> Annotated(
        MethodDeclarationSyntax method, IMethodSymbol fault, VariableDeclaratorSyntax? collected, List<StatementSyntax> commit, ExpressionSyntax attempts, SemanticModel model)
    {
        var type = fault.ContainingType;
        var (collectName, commitName) = (DriverParts.Fresh($"Collect{fault.Name}", type), DriverParts.Fresh($"Commit{fault.Name}", type));
        var arguments = string.Concat(collected is null ? "" : $"Collect = nameof({collectName}), ", $"Commit = nameof({commitName})", attempts is LiteralExpressionSyntax { Token.Value: DefaultAttempts } ? "" : $", MaxAttempts = {attempts}");
        var accessible = method.Modifiers.Any(IsAccessibility) ? method : Modifiers.Prepend(method, SyntaxKind.PrivateKeyword);
        var head = accessible.WithBody(null).WithSemicolonToken(SyntaxFactory.Token(SyntaxKind.SemicolonToken)).WithLeadingTrivia()
            .WithParameterList(method.ParameterList.WithoutTrailingTrivia()).AddModifiers(SyntaxFactory.Token(SyntaxKind.PartialKeyword).WithTrailingTrivia(SyntaxFactory.Space));
        yield return DriverParts.Member($"[global::NotifierSdk.Fault({arguments})]\n{head.ToFullString()}\n").WithLeadingTrivia(method.GetLeadingTrivia());

        var parameters = fault.Parameters.Zip(method.ParameterList.Parameters, (parameter, written) =>
            (parameter.Name, Text: $"{parameter.Type.ToDisplayString(s_type)} {written.Identifier.Text}")).ToList();
        if (collected is not null)
        {
            var value = collected.Initializer!.Value;
            var handed = Handed(collected, value, model).ToDisplayString(s_type);
            yield return DriverParts.Member($"private {handed} {collectName}({Listed(parameters.Where(parameter => Mentions(value, parameter.Name)))}) => {value};\n")
                .WithLeadingTrivia(SyntaxFactory.LineFeed);
            parameters.Add((collected.Identifier.ValueText, $"{handed} {collected.Identifier.Text}"));
        }

        var isVoid = fault.ReturnsVoid;
        var body = string.Concat((isVoid ? commit.Take(commit.Count - 1) : commit).Select(statement => statement.ToFullString()));
        yield return DriverParts.Member($"private {(isVoid ? "void" : fault.ReturnType.ToDisplayString(s_type))} {commitName}({Listed(parameters.Where(parameter => commit.Any(statement => Mentions(statement, parameter.Name))))})\n{{\n{body}}}\n")
            .WithLeadingTrivia(SyntaxFactory.LineFeed);
    }

    // The compiler knows of a local variable that it is not null, whatever its type says; of a parameter, only by its type.
    private static ITypeSymbol Handed(VariableDeclaratorSyntax collected, ExpressionSyntax value, SemanticModel model)
    {
        var type = ((ILocalSymbol)model.GetDeclaredSymbol(collected)!).Type;
        return !type.IsValueType && model.GetTypeInfo(value).ConvertedNullability.FlowState == NullableFlowState.NotNull ? type.WithNullableAnnotation(NullableAnnotation.NotAnnotated) : type;
    }

    private static bool IsNamed(ExpressionSyntax expression, string name) => expression is IdentifierNameSyntax identifier && identifier.Identifier.ValueText == name;

    private static string Listed(IEnumerable<(string Name, string Text)> parameters) => string.Join(", ", parameters.Select(parameter => parameter.Text));

    private static bool Mentions(SyntaxNode node, string name) => Count(node, name) > 0;

    private static int Count(SyntaxNode node, string name) => node.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Count(each => each.Identifier.ValueText == name);
}
