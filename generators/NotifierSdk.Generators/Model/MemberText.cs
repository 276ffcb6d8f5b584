using Microsoft.CodeAnalysis;

namespace NotifierSdk.Generators.Model;

/// <summary>Names a member of the driver: plainly, as its author would, unless a parameter of the emitted method hides it.</summary>
internal static class MemberText
{
    public static string Of(ISymbol member, ICollection<string> hiding) =>
        member.IsStatic && hiding.Contains(member.Name)
            ? $"{SignatureText.Type(member.ContainingType)}.{SignatureText.Name(member.Name)}"
            : OfThis(member.Name, hiding);

    public static string OfThis(string member, ICollection<string> hiding) =>
        (hiding.Contains(member) ? "this." : "") + SignatureText.Name(member);
}
