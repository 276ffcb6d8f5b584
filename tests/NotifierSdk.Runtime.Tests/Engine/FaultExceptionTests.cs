namespace NotifierSdk.Runtime.Tests.Engine;

/// <summary>A fault that completed throws nothing, so no exception says that it did.</summary>
public class FaultExceptionTests
{
    public static TheoryData<FaultStatus> Failures => [.. Enum.GetValues<FaultStatus>().Except([FaultStatus.Completed])];

    [Fact]
    public void No_exception_can_be_created_for_a_fault_that_completed()
    {
        Assert.Throws<ArgumentOutOfRangeException>("status", () => new FaultException(FaultStatus.Completed));
        Assert.Throws<ArgumentOutOfRangeException>("status", () => new FaultException(FaultStatus.Completed, "It completed."));
        Assert.Throws<ArgumentOutOfRangeException>("status", () => new FaultException(FaultStatus.Completed, new InvalidOperationException()));
        Assert.Throws<ArgumentOutOfRangeException>("status", () => new FaultException(FaultStatus.Completed, reason: null));
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public void An_exception_for_any_other_status_says_what_it_is_given(FaultStatus status)
    {
        var reason = new InvalidOperationException("The disk is gone.");
        Assert.Equal(status, new FaultException(status).Status);
        Assert.Equal((status, "The disk is gone."), (new FaultException(status, "The disk is gone.").Status, new FaultException(status, "The disk is gone.").Message));
        var exception = new FaultException(status, reason);
        Assert.Equal(status, exception.Status);
        Assert.Same(reason, exception.InnerException);
        Assert.EndsWith(" The disk is gone.", exception.Message, StringComparison.Ordinal);
    }
}
