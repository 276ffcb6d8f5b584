namespace RdmaOdp.Machine;

/// <summary>What happens to regions and contexts as a whole: deregistered and registered again now and then, and once in a while a context dies.</summary>
internal sealed class ControlPath(Simulation simulation, Random random, CancellationToken stop)
{
    private const int DeathsPerHundred = 10;

    internal void Step()
    {
        if (stop.WaitHandle.WaitOne(random.Next(5, 40)))
            return;
        if (random.Next(100) < DeathsPerHundred)
        {
            simulation.ReplaceContext(random.Next(simulation.Contexts), random.Next(3));
            simulation.Applications.CountDeath();
            return;
        }

        var region = simulation.Slots[random.Next(simulation.Slots.Count)].Live!.Region;
        region.Deregister();
        stop.WaitHandle.WaitOne(random.Next(3)); // transfers and faults meet a region that is not there
        region.Register();
        simulation.Applications.CountRegistration();
    }
}
