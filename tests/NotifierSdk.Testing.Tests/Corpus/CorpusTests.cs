using System.Reflection;
using NotifierSdk.Testing.Search;

namespace NotifierSdk.Testing.Tests.Corpus;

/// <summary>Drivers that were written to try the analyzers on, each public method against a change: what is correct there must be found correct here.</summary>
public class CorpusTests
{
    private static readonly ExplorationOptions s_options = new() { MaxSchedules = 150, RandomSchedules = 20, Patience = TimeSpan.FromSeconds(1) };

    /// <summary>What is found all the same, since the scenario breaks what the driver asks of its caller, or the explorer cannot go along.</summary>
    private static readonly Dictionary<string, Verdict> s_expected = new()
    {
        ["BatchInACallback.Splitting: remove"] = Verdict.Failed, // its removal takes the driver lock
        ["BatchInACallback.Splitting: Fault"] = Verdict.Failed, // it faults only while it is inserted, and the change removes it
        ["LastReferenceInTheCallback.SvmRange: remove"] = Verdict.Failed, // the callback is its only removal
        ["LastReferenceInTheCallback.SvmRange: Restore"] = Verdict.Failed, // as Splitting
        ["MapAndLock.MapAndLock: TryMapAndLock"] = Verdict.Deadlock, // its caller unlocks
        ["MapAndLock.MapAndLock: Unlock"] = Verdict.Failed, // its caller has locked
        ["C10_CallerRetriesWithBackoff.Window: MapPatientlyAsync"] = Verdict.Deadlock, // awaits a timer
        ["C16_StopsTheQueue.QueueStopper: remove"] = Verdict.ForeignBlocking, // waits for an event
    };

    /// <summary>Those that hold a lock of another kind than <see cref="DriverLock"/>: the explorer says so, and cannot say more.</summary>
    private static readonly HashSet<string> s_unseen =
    [
        "Asynchronous.Asynchronous",
        "C01_JitWithPageIndex.CodeCache",
        "C03_GpuTryLock.TextureCache",
        "C12_DisposeHandWritten.DmaBuffer",
        "C14_ThreadLocalScratch.Scanner",
        "C17_ConcurrentReaders.SnapshotTable",
        "C21_ReentrancyFlag.SelfAware",
        "C24_PublicMapWithoutSection.Told",
        "C26_LockBehindRemove.Careful",
        "C28_PrivateHelpersUnderTheLock.Layered",
        "CleanupUnderMonitorLock.FlushList",
        "CounterReadOutsideTheLock.PerMm",
        "EveryEventButUnmap.UnmapOnly",
        "EvictionAgainstTheMemoryHook.GrdmaCache",
        "FreeUnderMonitorLock.UffdMonitor",
        "HelpersThatRequireTheLock.MarkedHelpers",
        "LastReferenceUnderTheMutex.UmemOdp",
        "NotifiedUnderOwnLock.ImportMonitor",
        "PublishedBeforeTheCheck.Optimist",
        "ReaderWriter.ReaderWriter",
        "RefreshInvalidatesItself.PfnCache",
        "ReleaseNeedsNothing.Released",
        "RemovalHandedOn.Deferred",
        "RemoveUnderSpinlock.RbHandler",
        "ScratchAcrossAttempts.PageTableReader",
        "SequenceSavedBeforeTheLock.EagerSave",
        "StaleRegistrationStaysValid.RegistrationEntry",
        "TranslationPublishedEarly.CodeCache",
        "TryLockWithEarlyReturn.TryLock",
        "WalkedBeforeTheSection.NestedTable",
    ];

    public static TheoryData<string> Drivers => [.. CorpusAssembly.Drivers.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Nothing_is_found_in_a_correct_driver(string driver)
    {
        var type = CorpusAssembly.Drivers[driver];
        var methods = type.GetMethods(BindingFlags.Instance | BindingFlags.Public)
            .Where(method => method.GetBaseDefinition().DeclaringType!.Assembly == type.Assembly && !method.IsSpecialName && !method.ContainsGenericParameters);
        Explore(driver, "remove", scenario => Build(scenario, type, (_, driver) => scenario.Thread("remove", driver.Remove)));
        foreach (var method in methods)
        {
            Explore(driver, method.Name, scenario => Build(scenario, type, (made, driver) =>
            {
                Assert.True(made.TryMakeAll(method.GetParameters(), out var arguments), $"{method} has a parameter that cannot be made");
                scenario.Thread(method.Name, () => Call(driver, method, arguments));
            }));
        }
    }

    private static void Explore(string driver, string against, Action<Scenario> scenario)
    {
        var name = $"{driver}: {against}";
        var found = new Explorer(scenario, s_options, "corpus").Explore();
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {(found.Failure is null ? found : found.Verdict)}");
        Verdict? expected = s_unseen.Contains(driver) ? Verdict.UnseenLock : s_expected.TryGetValue(name, out var verdict) ? verdict : null;
        Assert.True(found.Verdict == expected, $"{name}, {expected?.ToString() ?? "nothing"} was expected: {found}");
    }

    private static void Build(Scenario scenario, Type type, Action<StandIns, IntervalNotifier> against)
    {
        var space = scenario.AddressSpace(pages: 1);
        var made = new StandIns(space, scenario.Page(0));
        var driver = Assert.IsType<IntervalNotifier>(made.TryConstruct(type), exactMatch: false);
        if (!driver.IsInserted)
            scenario.Insert(space, driver, 0, 0);
        scenario.Thread("change", () => scenario.Change(space, 0));
        against(made, driver);
    }

    private static Task Call(IntervalNotifier driver, MethodInfo method, object?[] arguments) => method.Invoke(driver, BindingFlags.DoNotWrapExceptions, null, arguments, null) switch
    {
        Task task => task,
        ValueTask task => task.AsTask(),
        _ => Task.CompletedTask,
    };
}
