using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace NotifierSdk.CodeFixes.Locks;

/// <summary>4004: takes the lock around the call that requires it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class LockCallFix : TakeLockFix
{
    /// <summary>Creates the fix.</summary>
    public LockCallFix()
        : base("NSDK4004")
    {
    }
}
