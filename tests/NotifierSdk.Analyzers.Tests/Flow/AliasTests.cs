using Microsoft.CodeAnalysis.CSharp;
using NotifierSdk.Analyzers.Flow;

namespace NotifierSdk.Analyzers.Tests.Flow;

public class AliasTests
{
    [Theory]
    [InlineData("int Next => _next;", "_next")]
    [InlineData("int Next => this._next;", "_next")]
    [InlineData("int Next { get { return _next!; } }", "_next")]
    [InlineData("int Next => _next++;", "Next")] // each look gives another value
    [InlineData("int Next => _next--;", "Next")]
    [InlineData("int Next => -_next;", "Next")]
    [InlineData("virtual int Next => _next;", "Next")]
    public void A_property_is_another_name_of_a_field_only_if_it_gives_what_the_field_holds(string property, string named)
    {
        var compilation = CSharpCompilation.Create("driver", [CSharpSyntaxTree.ParseText($"class Driver {{ int _next; public {property} }}", cancellationToken: TestContext.Current.CancellationToken)]);
        var member = compilation.GetTypeByMetadataName("Driver")!.GetMembers("Next").Single();
        Assert.Equal(named, Alias.Of(member).Name);
    }
}
