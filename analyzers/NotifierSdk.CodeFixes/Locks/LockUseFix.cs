using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace NotifierSdk.CodeFixes.Locks;

/// <summary>4003: takes the lock around the use of what it guards.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class LockUseFix : TakeLockFix
{
    /// <summary>Creates the fix.</summary>
    public LockUseFix()
        : base("NSDK4003")
    {
    }
}
