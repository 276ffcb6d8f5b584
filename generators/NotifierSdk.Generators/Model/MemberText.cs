using Microsoft.CodeAnalysis;
using NotifierSdk.Generators.Emission;

namespace NotifierSdk.Generators.Model;

/// <summary>Names a member of the driver: plainly, as its author would, unless a parameter of the emitted method hides it.</summary>
internal static class MemberText
{
    public static string Of(ISymbol member, ICollection<string> hiding, ExternAliases aliases) =>
        member.IsStatic && hiding.Contains(member.Name)
            ? $"{SignatureText.Type(member.ContainingType, aliases)}.{SignatureText.Name(member.Name)}"
            : OfThis(member.Name, hiding);

    public static string OfThis(string member, ICollection<string> hiding) => (hiding.Contains(member) ? "this." : "") + SignatureText.Name(member);

    /// <summary>Names a public member of IntervalNotifier that another member hides.</summary>
    public static string OfNotifier(string member) => $"(({RuntimeNames.IntervalNotifier})this).{member}";
}
