namespace RdmaOdp.Machine;

/// <summary>A thread of the applications: changes the mappings of random buffers, one after the other.</summary>
internal sealed class Application(Simulation simulation, Random random)
{
    /// <summary>How many changes there are to one hole: a context has a few when it dies, and the load goes on beside them.</summary>
    private const int ChangesPerHole = 2000;

    internal void Step()
    {
        var live = simulation.Slots[random.Next(simulation.Slots.Count)].Live!;
        if (random.Next(ChangesPerHole) == 0)
            live.Buffer.PunchHole(live.Region, random);
        else
            live.Buffer.Change(random);
    }
}
