namespace NotifierSdk.Generators.Tests.Shapes;

/// <summary>One way to write a driver: a file of its own, whose types are in a namespace of its own.</summary>
/// <param name="Name">The values of the dimensions that were crossed.</param>
/// <param name="Members">What is in the namespace.</param>
internal sealed record Shape(string Name, string Members)
{
    /// <summary>What stands at the very beginning of the file.</summary>
    public string Head { get; init; } = "";

    /// <summary>A part of the namespace that the shape names itself.</summary>
    public string InnerNamespace { get; init; } = "";

    public string Source(string @namespace) => $$"""
        {{Head}}
        using System;
        using System.Collections.Generic;
        using System.Diagnostics.CodeAnalysis;
        using System.Threading;
        using System.Threading.Tasks;
        using NotifierSdk;

        namespace {{@namespace}}{{InnerNamespace}};

        {{Members}}
        """;
}

/// <summary>What came of a shape.</summary>
internal enum ShapeVerdict
{
    /// <summary>It is no C#, whatever we write.</summary>
    NoCSharp,

    /// <summary>Both halves compile without a warning.</summary>
    Clean,

    /// <summary>A rule says why it cannot be.</summary>
    Ruled,

    /// <summary>The compiler complains because of what was written, or was not, and no rule says why.</summary>
    Fails,
}

/// <param name="Shape">What was compiled.</param>
/// <param name="Verdict">What came of it.</param>
/// <param name="Detail">The rules, or the compiler's complaints.</param>
internal sealed record ShapeOutcome(Shape Shape, ShapeVerdict Verdict, string Detail);
