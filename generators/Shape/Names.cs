namespace NotifierSdk.Shape;

/// <summary>Metadata names of the attributes that make a type a driver.</summary>
internal static class AttributeNames
{
    public const string Invalidate = "NotifierSdk.InvalidateAttribute";
    public const string InvalidateStart = "NotifierSdk.InvalidateStartAttribute";
    public const string InvalidateFinish = "NotifierSdk.InvalidateFinishAttribute";
    public const string Fault = "NotifierSdk.FaultAttribute";
    public const string DriverLock = "NotifierSdk.DriverLockAttribute";
    public const string GuardedBy = "NotifierSdk.GuardedByAttribute";
    public const string RequiresLock = "NotifierSdk.RequiresLockAttribute";
    public const string DriverLockName = "NotifierSdk.CompilerServices.DriverLockNameAttribute";
    public const string ShadowState = "NotifierSdk.ShadowStateAttribute";
}

/// <summary>Names of the attributes' properties.</summary>
internal static class ArgumentNames
{
    public const string Collect = "Collect";
    public const string Commit = "Commit";
    public const string Discard = "Discard";
    public const string Range = "Range";
    public const string ExclusiveAfter = "ExclusiveAfter";
    public const string MaxAttempts = "MaxAttempts";
    public const string TimeoutMilliseconds = "TimeoutMilliseconds";
    public const string IgnoreOwn = "IgnoreOwn";
    public const string IgnoreEvents = "IgnoreEvents";
    public const string SharedCommit = "SharedCommit";
}

/// <summary>Names of the runtime's members that drivers override or call.</summary>
internal static class MemberNames
{
    public const string OnInvalidate = "OnInvalidate";
    public const string OnInvalidateStart = "OnInvalidateStart";
    public const string OnInvalidateFinish = "OnInvalidateFinish";
    public const string WaitForCommits = "WaitForCommits";
    public const string SetSeq = "SetSeq";
    public const string ReadBegin = "ReadBegin";
    public const string ReadBeginAsync = "ReadBeginAsync";
    public const string TryReadBegin = "TryReadBegin";
    public const string WaitReadable = "WaitReadable";
    public const string WaitReadableAsync = "WaitReadableAsync";
    public const string ReadRetry = "ReadRetry";
    public const string CheckRetry = "CheckRetry";
    public const string Remove = "Remove";
    public const string TryRemove = "TryRemove";
    public const string RemoveAsync = "RemoveAsync";
    public const string RemoveLater = "RemoveLater";
    public const string Insert = "Insert";
    public const string BeginInvalidate = "BeginInvalidate";
    public const string TryBeginInvalidate = "TryBeginInvalidate";
    public const string WaitRangeValid = "WaitRangeValid";
    public const string Synchronize = "Synchronize";
    public const string Owner = "Owner";
}
