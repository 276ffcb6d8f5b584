namespace NotifierSdk.RdmaOdp.Tests;

public class OptionTests
{
    [Theory]
    [InlineData("--seconds", "0", "1 to 86400")]
    [InlineData("--seconds", "-5", "1 to 86400")]
    [InlineData("--seconds", "ten", "1 to 86400")]
    [InlineData("--regions", "257", "1 to 256")]
    [InlineData("--nics", "1.5", "1 to 64")]
    [InlineData("--apps", "99999999999999999999", "1 to 64")]
    [InlineData("--seed", "-1", "0 to 2147483647")]
    [InlineData("--driver", "fast", "safe or unsafe")]
    public async Task A_bad_value_gets_one_line_and_exit_code_2(string option, string value, string rule)
    {
        var sample = await Sample.RunAsync(option, value);
        Assert.Equal(2, sample.ExitCode);
        Assert.Empty(sample.Output);
        var line = Assert.Single(sample.Errors);
        Assert.Contains(option, line, StringComparison.Ordinal);
        Assert.Contains($"'{value}'", line, StringComparison.Ordinal);
        Assert.Contains(rule, line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--frames", "3")]
    [InlineData("--seconds")]
    [InlineData("--seconds", "1", "2")]
    [InlineData("--seconds", "1", "--seconds", "x")]
    public async Task What_is_no_command_line_gets_one_line_and_exit_code_2(params string[] arguments)
    {
        var sample = await Sample.RunAsync(arguments);
        Assert.Equal(2, sample.ExitCode);
        Assert.Empty(sample.Output);
        Assert.Single(sample.Errors);
    }
}
