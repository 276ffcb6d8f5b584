/// <content>What a test needs to see.</content>
public sealed partial class Translations
{
    internal ulong? OffsetAt(NotifierSdk.AddressRange page)
    {
        using (_lock.EnterScope())
            return _offsets.TryGetValue(page.Start, out var offset) ? offset : null;
    }
}
