using NotifierSdk.Testing.Oracle;

namespace NotifierSdk.Testing.Reporting;

/// <summary>What reports call things.</summary>
internal static class Names
{
    /// <summary>A driver's own text, or its type's name where it has none.</summary>
    internal static string Of(IntervalNotifier driver)
    {
        try
        {
            return driver.ToString() is { } text && text != driver.GetType().ToString() ? text : driver.GetType().Name;
        }
        catch (LockIsHeldException)
        {
            return driver.GetType().Name;
        }
    }

    internal static string OfWord(object owner, string word) => owner is Type type ? $"{type.Name}.{word}" : $"{owner.GetType().Name}.{word}";
}
