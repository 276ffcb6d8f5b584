using FsCheck;
using FsCheck.Fluent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Witnesses;
using NotifierSdk.Analyzers.Tests.Flow.Oracle;

namespace NotifierSdk.Analyzers.Tests.Flow;

/// <summary>For every state that the engine finds anywhere in a small program there is a witness, and its path is one that really runs.</summary>
public class WitnessOracleTests(ITestOutputHelper output)
{
    [Fact]
    public void Each_witness_is_a_path_that_the_enumerator_runs_too()
    {
        var (programs, witnesses) = (0, 0);
        ForPrograms(500, (program, engine, main, histories) =>
        {
            programs++;
            foreach (var (what, witness) in Witnesses(engine, main))
            {
                witnesses++;
                Assert.True(witness is not null, $"{program.ToSource()}\nno witness of {what}");
                var history = HistoryOf(witness, engine);
                Assert.True(histories.Contains(history), $"{program.ToSource()}\nof {what} the witness is no path:{history}");
            }
        });
        output.WriteLine($"programs: {programs}, witnesses replayed: {witnesses}");
        Assert.True(witnesses > 1_000, $"Only {witnesses} witnesses were replayed.");
    }

    /// <summary>The shortest path often avoids what is hard; these wander at random.</summary>
    [Fact]
    public void Whoever_follows_the_moves_is_on_a_path_that_the_enumerator_runs_too()
    {
        var compared = 0;
        ForPrograms(500, (program, engine, main, histories) =>
        {
            var random = new Random(program.ToSource().Length);
            var moves = new Moves(engine, new HashSet<Body>(engine.Reached.Select(flow => flow.Body)));
            for (var walk = 0; walk < 40; walk++)
            {
                foreach (var history in Walk(moves, [.. moves.Enter(main, 1)], engine, random))
                {
                    compared++;
                    Assert.True(histories.Contains(history), $"{program.ToSource()}\nno path:{history}");
                }
            }
        });
        output.WriteLine($"compared {compared} places on the way");
        Assert.True(compared > 20_000, $"Only {compared} places were compared.");
    }

    private static void ForPrograms(int count, Action<SmallProgram, FlowEngine, Body, HashSet<string>> check)
    {
        var tapes = Arb.From(Gen.ArrayOf(Gen.Choose(0, 255).Select(value => (byte)value), 60), ArbMap.Default.ArbFor<byte[]>().Shrinker);
        var property = Prop.ForAll(tapes, tape =>
        {
            var program = Tape.Read(tape);
            var histories = new HashSet<string>();
            if (new PathEnumerator(program) { Histories = histories }.Run() is null)
                return;
            var (engine, main) = FlowEngineOracleTests.EngineOf(program);
            if (engine.IsExact)
                check(program, engine, main, histories);
        });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(count).WithReplay(2849556770273725967, 7259080306108335775), property);
    }

    // The history at each probe, and at the end. The enumerator takes four turns of a loop and six calls inside one another; so do not go as far.
    private static IEnumerable<string> Walk(Moves moves, IReadOnlyList<Place> starts, FlowEngine engine, Random random)
    {
        var (place, history, depth) = (starts[random.Next(starts.Count)], "", 0);
        var passed = new Dictionary<BasicBlock, int>();
        while (moves.From(place) is { Count: > 0 } next)
        {
            var move = next[random.Next(next.Count)];
            history += Event(place, move, engine);
            if (place.Operation is IInvocationOperation { TargetMethod.Name: "Probe" })
                yield return history;
            depth += move.Kind == MoveKind.Call ? 1 : 0;
            place = move.To;
            if (place.Step == 0)
                passed[place.Block] = passed.GetValueOrDefault(place.Block) + 1;
            if (depth > 3 || passed.GetValueOrDefault(place.Block) > 4)
                yield break;
        }

        if (place.Returned is { } value && depth == 0)
            yield return $"{history} {value}:{StateOf(place, engine)}";
    }

    // Of each state at each probe, and at each return of the main method.
    private static List<(string What, Witness? Witness)> Witnesses(FlowEngine engine, Body main)
    {
        var places = new List<(IOperation Operation, Body Body, ulong States)>();
        foreach (var flow in engine.Reached.ToList())
        {
            flow.Visit((step, states) =>
            {
                if (step is IInvocationOperation { TargetMethod.Name: "Probe" })
                    places.Add((step, flow.Body, states));
            });
        }

        var found = new List<(string What, Witness? Witness)>();
        foreach (var (operation, body, states) in places)
        {
            foreach (var state in Bits.Of(states))
                found.Add(($"{operation.Syntax} in {state}", Witness.To(operation, body, 1UL << state, engine)));
        }

        var returned = engine.Enter(main, 0).Returned;
        foreach (var value in new[] { true, false })
        {
            foreach (var state in Bits.Of(value ? returned.WhenTrue : returned.WhenFalse))
            {
                found.Add(($"{value} in {state}", Witness.ToReturn(main, engine, (_, with, at) => with == value && at == state ? Finding.Bug : Finding.Right)));
            }
        }

        return found;
    }

    // As the enumerator writes it.
    private static string HistoryOf(Witness witness, FlowEngine engine)
    {
        var history = "";
        for (var i = 1; i < witness.Path.Count; i++)
        {
            var (place, move) = (witness.Path[i - 1].To, witness.Path[i]);
            history += Event(place, move, engine);
        }

        var last = witness.Path[^1].To;
        return history + (last.Returned is { } value ? $" {value}:{StateOf(last, engine)}" : Event(last, new Move(last, MoveKind.Step, false), engine));
    }

    private static string Event(Place at, Move move, FlowEngine engine) => (at.Operation as IInvocationOperation)?.TargetMethod.Name switch
    {
        _ when move.Kind == MoveKind.Call => " |",
        "Acquire" or "Release" => $" {((IInvocationOperation)at.Operation!).TargetMethod.Name}",
        "Risky" => move.Kind == MoveKind.Throw ? " Risky!" : " Risky",
        "Try" => $" Try={move.Value}",
        "Probe" => $" {((IInvocationOperation)at.Operation!).Arguments[0].Value.ConstantValue.Value}:{StateOf(at, engine)}",
        _ => "",
    };

    private static int StateOf(Place place, FlowEngine engine) => engine.Space.StateOf(place.Bit);
}
