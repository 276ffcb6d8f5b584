namespace NotifierSdk.Runtime.Tests.Engine;

/// <summary>Stands for an allocation that fails right before the named word is accessed, for the first time or a later one.</summary>
internal sealed class FailingAt(string failing, int accesses = 1) : Bystander
{
    internal bool IsLow { get; set; } = true;

    internal override void BeforeAccess(object owner, string word, bool isWrite)
    {
        if (!IsLow || word != failing || --accesses != 0)
            return;
        IsLow = false;
        throw new InsufficientMemoryException();
    }
}
