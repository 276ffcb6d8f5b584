namespace Misuse.NSDK2015;

public static class Prefetch
{
    public static void Touch(Func<ulong, FaultStatus> fault, ulong address)
    {
        while (fault(address) == FaultStatus.Collided)
        {
        }
    }
}
