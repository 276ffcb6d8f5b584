namespace RdmaOdp.Machine;

/// <summary>To whom a frame belongs: one page of one buffer of one context. Contexts are numbered anew, so no two owners are ever the same.</summary>
public readonly record struct PageOwner(int Context, int Buffer, int Page)
{
    /// <summary>The mark that the owner's frame carries; never 0.</summary>
    public ulong Mark => ((ulong)(uint)Context << 32) | ((ulong)(ushort)Buffer << 16) | (ushort)Page | 0x8000;

    internal static PageOwner FromMark(ulong mark) => new((int)(mark >> 32), (ushort)(mark >> 16), (ushort)mark & 0x7fff);

    /// <inheritdoc/>
    public override string ToString() => $"page {Page} of buffer {Buffer} in context {Context}";
}
