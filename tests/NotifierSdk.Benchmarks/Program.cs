using BenchmarkDotNet.Running;
using NotifierSdk.Benchmarks.Gate;

// "gate" judges; everything else is BenchmarkDotNet's, for reading.
return args is ["gate", .. var options] ? Judge.Run(options) : Read(args);

static int Read(string[] args)
{
    BenchmarkSwitcher.FromAssembly(typeof(Judge).Assembly).Run(args);
    return 0;
}
