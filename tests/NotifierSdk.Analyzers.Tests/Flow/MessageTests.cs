using NotifierSdk.Analyzers.Tests.Documentation;
using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Flow;

public class MessageTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Print()
    {
        foreach (var id in Rules.All.Select(r => r.Id).Where(id => id[4] is '2' or '4' || id is "NSDK3003" or "NSDK3004"))
        {
            var code = RulePage.Of(id).Code("Broken code");
            var analysis = await Analysis.OfAsync(TestProject.Create(code));
            foreach (var d in analysis.Rules)
                output.WriteLine($"{d.Id} {d.Location.GetLineSpan().StartLinePosition.Line + 1}: {d.GetMessage(null)} [{string.Join(", ", d.AdditionalLocations.Select(l => l.GetLineSpan().StartLinePosition.Line + 1))}]");
        }
    }
}
