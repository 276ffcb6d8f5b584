using System.ComponentModel;

namespace NotifierSdk.CompilerServices;

/// <summary>What <see cref="FaultAttempts.ReadBeginAsync"/> found, for <see cref="FaultAttempts.TryBegin(AttemptBegin, out ReadSection)"/>. For generated code only.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct AttemptBegin
{
    internal AttemptBegin(FaultStatus status, ReadToken token)
    {
        Status = status;
        Token = token;
    }

    internal FaultStatus Status { get; }

    internal ReadToken Token { get; }
}
