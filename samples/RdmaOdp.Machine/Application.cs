namespace RdmaOdp.Machine;

/// <summary>A thread of the applications: changes the mappings of random buffers, one after the other.</summary>
internal sealed class Application(Simulation simulation, Random random)
{
    internal void Step() => simulation.Slots[random.Next(simulation.Slots.Count)].Live!.Buffer.Change(random);
}
