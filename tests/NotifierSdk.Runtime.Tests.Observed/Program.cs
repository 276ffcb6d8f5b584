using NotifierSdk;
using NotifierSdk.Runtime.Tests.Observed;

// Says when it is ready, does a known amount of work each time it is told to, and leaves when its input ends.
using var space = new AddressSpace("observed");
var driver = new Driver();
var page = AddressRange.FromLength(0x1000, 0x1000);
space.Insert(driver, page);
Console.WriteLine("ready");

while (Console.ReadLine() is not null)
{
    for (var round = 0; round < 100; round++)
    {
        var token = driver.ReadBegin();
        space.BeginInvalidate(page, InvalidationEvent.Unmap).Dispose();
        if (!driver.ReadRetry(token))
            return 1;
    }

    Console.WriteLine("worked");
}

driver.Remove();
return 0;
