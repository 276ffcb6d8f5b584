using GuestCodeCache.Machine.Memory;

namespace GuestCodeCache.Machine.Kernel;

/// <summary>A part of a program.</summary>
/// <param name="Address">Where its first byte goes.</param>
/// <param name="Bytes">What it begins with.</param>
/// <param name="Length">How long it is; zeroes follow.</param>
/// <param name="Rights">What the program may do with it.</param>
public sealed record Segment(uint Address, byte[] Bytes, uint Length, Rights Rights);

/// <summary>A program, before it runs.</summary>
/// <param name="Name">For those who look on.</param>
/// <param name="Entry">Where it begins.</param>
/// <param name="Segments">What it consists of.</param>
/// <param name="Disk">What it may map as file 3.</param>
public sealed record GuestProgram(string Name, uint Entry, IReadOnlyList<Segment> Segments, byte[]? Disk = null);
