namespace GuestCodeCache.Machine.Execution;

/// <summary>What keeps translated blocks for the threads of one guest.</summary>
public interface ICodeCache
{
    /// <summary>The block that begins at an address, if there is one. Inside a section, until it has run.</summary>
    TranslatedBlock? Find(uint pc);

    /// <summary>Translates what begins at an address. Not inside a section. It may have changed again when this returns.</summary>
    void Fill(uint pc);

    /// <summary>Is told of no more changes, and drops everything. When no thread of the guest runs.</summary>
    void Close();
}
