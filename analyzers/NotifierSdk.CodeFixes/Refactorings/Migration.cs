using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NotifierSdk.CodeFixes.Refactorings;

/// <summary>What comes of a handwritten method: the members that take its place, or the reason why it must stay.</summary>
/// <param name="Refusal">Why the generated code would not do the same; null if it would.</param>
/// <param name="Lock">The field that becomes the driver lock.</param>
/// <param name="Members">What replaces the method.</param>
internal sealed record Migration(string? Refusal, FieldDeclarationSyntax? Lock, IReadOnlyList<MemberDeclarationSyntax> Members)
{
    public static Migration Refused(string reason) => new(reason, null, []);
}
