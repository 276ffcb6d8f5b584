namespace NotifierSdk.Retirement;

/// <summary>What was retired: some in the open batch, which takes what comes, and some in the closed one, which waits to be freed.</summary>
internal interface IRetired
{
    /// <summary>Under the lock: whether nothing is in the open batch.</summary>
    bool IsOpenBatchEmpty { get; }

    /// <summary>Under the lock: the open batch becomes the closed one.</summary>
    void CloseBatch();

    /// <summary>Without the lock: frees the next item of the closed batch, once, whatever the callback throws. False: all of them are freed.</summary>
    bool TryFreeNext();
}
