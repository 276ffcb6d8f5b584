using Microsoft.CodeAnalysis;
using NotifierSdk.Generators.Tests.Harness;

namespace NotifierSdk.Generators.Tests;

/// <summary>Types whose shape takes more than one file or assembly.</summary>
public class TypeTests
{
    private const string Base = """
        using System.Threading;
        using NotifierSdk;
        public abstract partial class Base : IntervalNotifier
        {
            [DriverLock] protected readonly DriverLock Gate = new();
            [Invalidate] private void Drop() => Clear();
            protected abstract void Clear();
            protected void Map() { }
        }
        """;

    private const string Derived = """
        using NotifierSdk;
        internal sealed partial class Derived : Base
        {
            [Fault(Commit = nameof(Map))] public partial FaultStatus Fault(AddressRange range);
            protected override void Clear() { }
        }
        """;

    private static readonly string[] s_parts =
    [
        """
        using NotifierSdk;
        namespace Parts;
        internal partial class Driver : IntervalNotifier
        {
            [Fault(Commit = nameof(Map))] public partial bool Second(AddressRange range);
        }
        """,
        """
        using NotifierSdk;
        namespace Parts;
        partial class Driver
        {
            [DriverLock] private readonly DriverLock _lock = new();
            private void Map() { }
            [Fault(Commit = nameof(Map))] public partial bool Third(AddressRange range);
        }
        """,
        """
        using NotifierSdk;
        namespace Parts
        {
            partial class Driver
            {
                [Invalidate] private void Drop() { }
                [Fault(Commit = nameof(Map))] public partial bool Fourth(AddressRange range);
            }
        }
        """,
    ];

    [Fact]
    public void Parts_over_several_files_are_one_driver_in_one_file()
    {
        var text = GeneratorRun.Of(s_parts).AssertClean().Text;
        foreach (var method in new[] { "OnInvalidate", "Second", "Third", "Fourth" })
            Assert.Contains($" {method}(", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_order_of_the_files_makes_no_difference()
    {
        var trees = GeneratorRun.Compile(s_parts).SyntaxTrees;
        var texts = new List<string>();
        foreach (var order in new int[][] { [0, 1, 2], [2, 1, 0], [1, 2, 0] })
        {
            var shuffled = GeneratorRun.Compile().AddSyntaxTrees(order.Select(index => trees[index]));
            texts.Add(GeneratorRun.Of(shuffled).AssertClean().Text);
        }

        Assert.Single(texts.Distinct());
    }

    [Fact]
    public void Two_types_whose_names_differ_in_case_or_kind_have_two_files()
    {
        var run = GeneratorRun.Of("""
            using NotifierSdk;
            internal sealed partial class Umem : IntervalNotifier { [DriverLock] private readonly DriverLock _lock = new(); [Invalidate] private void Drop() { } }
            internal sealed partial class UMEM : IntervalNotifier { [DriverLock] private readonly DriverLock _lock = new(); [Invalidate] private void Drop() { } }
            internal sealed partial class Umem<T> : IntervalNotifier { [DriverLock] private readonly DriverLock _lock = new(); [Invalidate] private void Drop() { } }
            internal static partial class Ümem { internal sealed partial class T : IntervalNotifier { [DriverLock] private readonly DriverLock _lock = new(); [Invalidate] private void Drop() { } } }
            """).AssertClean();
        Assert.Equal(4, run.Result.GeneratedSources.Select(static source => source.HintName).Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public void A_base_class_in_another_assembly_brings_lock_callback_and_commit()
    {
        var library = GeneratorRun.Of(GeneratorRun.Compile("#pragma warning disable CS1591\n" + Base).WithAssemblyName("Library")).AssertClean();
        using var image = new MemoryStream();
        Assert.True(library.Output.Emit(image, cancellationToken: TestContext.Current.CancellationToken).Success);
        var reference = MetadataReference.CreateFromImage(image.ToArray());
        var run = GeneratorRun.Of(GeneratorRun.Compile(Derived).AddReferences(reference)).AssertClean();
        Assert.Contains("base.WaitForCommits();", run.Text, StringComparison.Ordinal);
        Assert.Contains("using (Gate.EnterScope())", run.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("OnInvalidate", run.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_callback_over_the_generated_one_of_another_assembly_is_seen()
    {
        var library = GeneratorRun.Of(GeneratorRun.Compile("#pragma warning disable CS1591\n" + Base).WithAssemblyName("Library")).AssertClean();
        using var image = new MemoryStream();
        Assert.True(library.Output.Emit(image, cancellationToken: TestContext.Current.CancellationToken).Success);
        var second = Derived.Replace("protected override", "[Invalidate] private void Drop() { } protected override", StringComparison.Ordinal);
        var run = GeneratorRun.Of(GeneratorRun.Compile(second).AddReferences(MetadataReference.CreateFromImage(image.ToArray()))).AssertClean();
        Assert.Contains("NSDK1003", run.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_base_class_in_the_same_assembly_does_so_too()
    {
        var run = GeneratorRun.Of("#pragma warning disable CS1591\n" + Base, Derived).AssertClean();
        Assert.Equal(2, run.Texts.Count);
    }

    [Fact]
    public void An_override_of_WaitForCommits_stays_the_authors()
    {
        var run = GeneratorRun.Of("""
            using NotifierSdk;
            internal sealed partial class Driver : IntervalNotifier
            {
                [DriverLock] private readonly DriverLock _lock = new();
                [Invalidate] private void Drop() { }
                protected override void WaitForCommits() { }
            }
            """).AssertClean();
        Assert.DoesNotContain("WaitForCommits", run.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_runtime_that_only_an_alias_reaches_is_a_rule()
    {
        var compilation = GeneratorRun.Compile("""
            extern alias X;
            using X::NotifierSdk;
            internal sealed partial class Driver : IntervalNotifier
            {
                [DriverLock] private readonly DriverLock _lock = new();
                [Invalidate] private void Drop() { }
                [Fault(Commit = nameof(Map))] public partial void Fault(AddressRange range);
                private void Map() { }
            }
            """);
        var run = GeneratorRun.Of(compilation.ReplaceReference(References.Runtime, References.Runtime.WithAliases(["X"]))).AssertClean();
        Assert.Contains("NSDK1001", run.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // what a project that references another one compiles against
    public void A_private_lock_in_another_assembly_is_a_rule_and_never_joined_by_a_second(bool isReferenceAssembly)
    {
        var hidden = Base.Replace("protected readonly DriverLock Gate", "private readonly DriverLock _gate", StringComparison.Ordinal);
        var library = GeneratorRun.Of(GeneratorRun.Compile("#pragma warning disable CS1591\n" + hidden).WithAssemblyName("Library")).AssertClean();
        using var image = new MemoryStream();
        var options = new Microsoft.CodeAnalysis.Emit.EmitOptions(metadataOnly: isReferenceAssembly, includePrivateMembers: !isReferenceAssembly);
        Assert.True(library.Output.Emit(image, options: options, cancellationToken: TestContext.Current.CancellationToken).Success);
        var own = Derived.Replace("[Fault", "[DriverLock] private readonly DriverLock _own = new(); [Fault", StringComparison.Ordinal);
        foreach (var source in new[] { Derived, own })
        {
            var run = GeneratorRun.Of(GeneratorRun.Compile(source).AddReferences(MetadataReference.CreateFromImage(image.ToArray()))).AssertClean();
            Assert.Contains("NSDK1013: 'Derived' derives from 'Base' of another assembly, whose driver lock '_gate' it cannot reach", run.Text, StringComparison.Ordinal);
        }
    }
}
