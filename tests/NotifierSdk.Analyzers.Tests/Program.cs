using NotifierSdk.Analyzers.Tests.Robustness.Apart;
using Xunit.Runner.InProc.SystemConsole;

namespace NotifierSdk.Analyzers.Tests;

/// <summary>Runs the tests, or in a process that they have started what may end it: nobody can catch an overflow of the stack.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args) => args is [OwnProcess.Word, .. var what] ? Work.DoAsync(what) : ConsoleRunner.Run(args);
}
