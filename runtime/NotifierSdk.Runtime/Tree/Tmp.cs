namespace NotifierSdk;
#pragma warning disable
internal sealed class IntervalTree<T> where T : class { public static IntervalTree<T> Empty { get; } = new(); List<(AddressRange,long,T)> l = new();
 public IntervalTree<T> Add(AddressRange r, long id, T v){ var t=new IntervalTree<T>(); t.l.AddRange(l); t.l.Add((r,id,v)); t.l.Sort((a,b)=>a.Item1.Start!=b.Item1.Start?a.Item1.Start.CompareTo(b.Item1.Start):a.Item2.CompareTo(b.Item2)); return t; }
 public IntervalTree<T> Remove(AddressRange r, long id){ var t=new IntervalTree<T>(); t.l.AddRange(l); t.l.RemoveAll(x=>x.Item2==id); return t; }
 public bool Overlaps(AddressRange r)=>l.Exists(x=>x.Item1.Overlaps(r));
 public IEnumerable<T> Overlapping(AddressRange r)=>l.Where(x=>x.Item1.Overlaps(r)).Select(x=>x.Item3);
}
