using System.Runtime.CompilerServices;
using NotifierSdk.Testing.Reporting;
using NotifierSdk.Testing.Search;
using NotifierSdk.Seam;

namespace NotifierSdk.Testing;

/// <summary>Adds the explorer to <see cref="Interleavings"/>.</summary>
public static class InterleavingsExtensions
{
    extension(Interleavings)
    {
        /// <summary>
        /// Runs a scenario under one schedule after another, and begins with the schedules that have the fewest preemptions. The exploration ends when a schedule fails, when every interleaving was
        /// run, or when the budget is used up.
        /// </summary>
        /// <remarks>
        /// The threads of the scenario are real threads, and one of them runs at a time. The explorer decides at each step which one continues. It explores every order of steps, but assumes
        /// sequentially consistent memory. If the threads share data besides the driver, read and write that data right after an <c>Interleavings.Point</c>.
        /// </remarks>
        /// <param name="scenario">Sets up the scenario. The method is called once for each schedule, with a new object, and must do the same each time.</param>
        /// <param name="options">The limits of the exploration. Null stands for the defaults.</param>
        /// <param name="test">The name of the calling test, which also names the reports. The compiler supplies it.</param>
        /// <param name="file">The file of the calling test. The compiler supplies it.</param>
        /// <returns>A description of the exploration, in which no schedule failed.</returns>
        /// <exception cref="InterleavingException">A schedule failed. The message shows it.</exception>
        /// <exception cref="InvalidOperationException">The feature switch that makes steps visible is off in this process, or the scenario has no thread.</exception>
        /// <exception cref="FormatException">The environment variable <c>NOTIFIERSDK_REPLAY</c> is set, and holds no token.</exception>
        public static Exploration Explore(
            Action<Scenario> scenario, ExplorationOptions? options = null, [CallerMemberName] string test = "", [CallerFilePath] string file = "")
        {
            ArgumentNullException.ThrowIfNull(scenario);
            if (!Interception.IsEnabled)
            {
                throw new InvalidOperationException(
                    $"The steps of the runtime cannot be seen in this process. The package NotifierSdk.Testing switches that on in test projects; in this one set the property IsTestProject to true, or add <RuntimeHostConfigurationOption Include=\"{Interception.SwitchName}\" Value=\"true\" /> to it.");
            }

            options ??= new ExplorationOptions();
            var name = $"{Path.GetFileNameWithoutExtension(file)}.{test}";
            var exploration = new Explorer(scenario, options, name).Explore();
            if (exploration.Failure is null)
            {
                HtmlReport.RemoveFormer(name, options.ReportDirectory);
                Console.WriteLine($"{name}: {exploration}");
                return exploration;
            }

            var page = HtmlReport.Write(exploration, name, options.ReportDirectory);
            throw new InterleavingException(exploration, $"{exploration}report: {page}");
        }
    }
}
